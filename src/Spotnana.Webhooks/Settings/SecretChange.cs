namespace Spotnana.Webhooks.Settings;

/// <summary>A secret that was changed while the service runs.</summary>
/// <param name="At">When.</param>
/// <param name="Action">A word for the audit log.</param>
/// <param name="Key">The setting's key.</param>
/// <param name="Count">How many values of it are in use now.</param>
internal sealed record SecretChange(DateTimeOffset At, string Action, string Key, int Count);
