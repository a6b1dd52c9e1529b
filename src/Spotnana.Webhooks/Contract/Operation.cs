namespace Spotnana.Webhooks.Contract;

/// <summary>What happened, within an event type.</summary>
public readonly record struct Operation(string Name);
