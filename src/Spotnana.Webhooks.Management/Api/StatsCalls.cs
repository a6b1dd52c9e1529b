using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Reports what the inbox holds, in counts, and how fast it moves.</summary>
internal sealed class StatsCalls(IInboxQuery inbox, Rates rates, TimeProvider time)
{
    public async Task<Reply> ReadAsync(HttpContext context)
    {
        if (new Parameters(context.Request.Query).Fail(out var refusal))
            return refusal;

        var summary = await inbox.ReadSummaryAsync(context.RequestAborted);
        var counts = new DeliveryCountsJson(
            Of(DeliveryState.Pending),
            Of(DeliveryState.Completed),
            Of(DeliveryState.Dead) - summary.Discarded,
            Of(DeliveryState.Unhandled),
            Of(DeliveryState.Skipped),
            summary.Discarded);
        return Reply.Ok(
            new StatsJson(counts, summary.Backlog, Age.Of(summary.WaitingSince, time), rates.Read()), ApiJson.Compact.StatsJson);

        long Of(DeliveryState state) => summary.Deliveries.GetValueOrDefault(state);
    }
}
