using System.Net;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>
/// What became of one POST at a moment (a <see cref="System.Diagnostics.Stopwatch"/> timestamp). Without a status no answer came,
/// and the body says why.
/// </summary>
internal sealed record Answer(string Id, HttpStatusCode? Status, string Body, bool HasRetryAfter, long At)
{
    public bool IsAcknowledged => Status is HttpStatusCode.OK;
}
