namespace Spotnana.Webhooks.Management.Api;

internal sealed record AuditListJson(IReadOnlyList<AuditEntryJson> Entries, string? Next, AuditChainJson Chain);
