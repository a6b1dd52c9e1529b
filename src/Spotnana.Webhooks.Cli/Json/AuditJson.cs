namespace Spotnana.Webhooks.Cli.Json;

/// <summary>The outcome of <c>inbox audit --verify</c>. <c>Why</c>: what is wrong first.</summary>
internal sealed record AuditJson(bool Holds, long Rows, string Head, string? Why);
