namespace Spotnana.Webhooks.Payloads;

/// <summary>A value that became another one.</summary>
/// <typeparam name="T">The kind of value.</typeparam>
/// <param name="Was">The older one.</param>
/// <param name="Now">The newer one.</param>
public sealed record Change<T>(T Was, T Now);
