using System.Net;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>
/// The answer to one POST, and its moment (a <see cref="System.Diagnostics.Stopwatch"/> timestamp). Without a status none came, and the
/// body says why.
/// </summary>
internal sealed record Answer(string Id, HttpStatusCode? Status, string Body, bool HasRetryAfter, long At)
{
    public bool IsAcknowledged => Status is HttpStatusCode.OK;
}
