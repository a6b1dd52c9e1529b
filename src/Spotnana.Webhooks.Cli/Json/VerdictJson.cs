namespace Spotnana.Webhooks.Cli.Json;

/// <summary>The outcome of <c>verify</c>. <c>Secret</c> is the first that matches, counted from 1.</summary>
internal sealed record VerdictJson(bool Valid, int? Secret, string Verdict, string? Reason, string? Hint);
