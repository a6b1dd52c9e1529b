namespace Spotnana.Webhooks.Receiver.Management;

/// <summary>The right that an endpoint asks for.</summary>
internal sealed record RequiredRight(Right Right);
