namespace Spotnana.Webhooks.Management.Api;

/// <summary>How long things are kept, in seconds.</summary>
internal sealed record RetentionJson(double PayloadsSeconds, double DeadLettersSeconds, double IdsSeconds, double AuditSeconds);
