namespace Spotnana.Webhooks.Management.Api;

/// <summary>The result of a redrive; for a dry run, the result that it would have had.</summary>
/// <param name="Redriven">Deliveries put back.</param>
/// <param name="Handlings">Their handlings put back.</param>
/// <param name="Left">Deliveries that matched and were left as they are: busy, still without a handler, or without a body.</param>
/// <param name="DryRun">True where nothing was changed.</param>
internal sealed record RedriveJson(long Redriven, long Handlings, long? Left = null, bool? DryRun = null);
