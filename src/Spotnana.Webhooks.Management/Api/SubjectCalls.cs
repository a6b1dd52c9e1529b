using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Spotnana.Webhooks.Inbox.Management;
using Spotnana.Webhooks.Inbox.Stories;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.Management.Answers;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Tells what happened to a subject, and what was so at an instant.</summary>
internal sealed class SubjectCalls(IInboxQuery inbox, Summaries summaries, AuditLog audit)
{
    public const int LargestPage = 200;
    public const string DeliveryIdHeader = "X-Delivery-Id";

    private const int UsualPage = 50;
    private const string ReadChanges = "changes.read";
    private const string ReadState = "state.read";

    // So much is read for one page, and a body more: bodies may be large.
    private const long MostBytes = 32 * 1024 * 1024;

    public async Task<Reply> TellAsync(HttpContext context)
    {
        var parameters = new Parameters(context.Request.Query);
        var address = SubjectAddress.Read(context, parameters);
        var limit = parameters.Number("limit", 1, LargestPage) ?? UsualPage;
        var cursor = parameters.Value<DeliveryCursor>(
            "cursor", text => DeliveryCursor.TryParse(text, out var place) ? place : null, "the next of an earlier answer, unchanged");
        if (parameters.Fail(out var refusal))
            return refusal;
        if (inbox is not IInboxStories stories)
            return CannotTell();

        var all = (await address.ReadAsync(stories, inbox, context.RequestAborted)).Entries;
        var from = 0;
        if (cursor is { } last)
        {
            from = 1 + all.Index().FirstOrDefault(entry => entry.Item.Event.Sequence == last.Sequence, (-1, null!)).Index;
            if (from == 0)
            {
                return Reply.Problem(
                    StatusCodes.Status400BadRequest,
                    "The delivery at which the page before ended is not in this story any more. Begin again without the cursor.");
            }
        }

        return await TellAsync(context, stories, address, [.. all.Skip(from).Take(limit)], from + limit < all.Count);
    }

    public async Task<Reply> ReadStateAsync(HttpContext context)
    {
        var parameters = new Parameters(context.Request.Query);
        var address = SubjectAddress.Read(context, parameters);
        var (at, known) = (parameters.Time("at"), parameters.Time("known"));
        if (at is null == known is null)
            parameters.Refuse("Give one of the parameters at, a time of events, and known, a time of receipt.");
        if (parameters.Fail(out var refusal))
            return refusal;
        if (inbox is not IInboxStories stories)
            return CannotTell();

        var story = await address.ReadAsync(stories, inbox, context.RequestAborted);
        var states = at is { } time ? story.StatesAt(time) : story.StatesKnown(known!.Value);
        var (reply, delivery) = await StateAsync(stories, story, states, context.RequestAborted);
        var target = await address.TargetAsync(audit, delivery);
        if (reply.Status == StatusCodes.Status200OK)
            await audit.WriteBeforeAsync(context, ReadState, target, $"{reply.Body.Length} bytes");
        else
            await audit.WriteAsync(context, ReadState, target, reply.Failure);
        if (delivery is not null)
            context.Response.Headers[DeliveryIdHeader] = SafeName.OfId(delivery.Id);
        return reply;
    }

    private async Task<Reply> TellAsync(
        HttpContext context, IInboxStories stories, SubjectAddress address, IReadOnlyList<StoryEntry> page, bool hasMore)
    {
        var changes = new Dictionary<long, ChangesJson>();
        var mayReadPayloads = context.Features.GetRequiredFeature<ManagementCaller>().Rights.Contains(Right.Payloads);
        if (mayReadPayloads)
        {
            var reader = new SnapshotChanges(inbox);
            foreach (var entry in page.TakeWhile(_ => reader.Bytes <= MostBytes))
                changes[entry.Event.Sequence] = await reader.OfAsync(entry, context.RequestAborted);
            hasMore |= changes.Count < page.Count;
            page = [.. page.Take(changes.Count)];
            await audit.WriteBeforeAsync(
                context, ReadChanges, await address.TargetAsync(audit), $"{changes.Count} deliveries, {reader.Bytes} bytes");
        }

        var deliveries = (await stories.ReadDeliveriesAsync([.. page.Select(entry => entry.Event.Sequence)], context.RequestAborted))
            .ToDictionary(delivery => delivery.Sequence);
        var lines = await summaries.OfAsync(deliveries.Values, mayReadPayloads, context.RequestAborted);
        var told = page.Where(entry => deliveries.ContainsKey(entry.Event.Sequence))
            .Select(entry => DeliveryJson.Of(deliveries[entry.Event.Sequence]) with
            {
                Summary = lines.GetValueOrDefault(entry.Event.Sequence),
                Stale = entry.IsStale,
                Changes = changes.GetValueOrDefault(entry.Event.Sequence),
            });
        var next = hasMore ? new DeliveryCursor(page[^1].Event.Sequence).ToString() : null;
        return Reply.Ok(new StoryJson(address.Subject, [.. told], next), ApiJson.Compact.StoryJson);
    }

    private async Task<(Reply Reply, DeliverySummary? Delivery)> StateAsync(
        IInboxStories stories, SubjectStory story, IReadOnlyList<StoryEvent> states, CancellationToken cancellationToken)
    {
        var subscriptions = story.Entries.Select(entry => entry.Event.Subscription).Distinct().Order(StringComparer.Ordinal).ToList();
        if (subscriptions.Count > 1)
        {
            return (Reply.Problem(
                StatusCodes.Status409Conflict,
                "Several subscriptions have this subject. "
                    + $"Choose one by the parameter subscription: {string.Join(", ", subscriptions)}."), null);
        }

        if (states is not [var state] || await stories.ReadDeliveriesAsync([state.Sequence], cancellationToken) is not [var delivery])
            return (Reply.Problem(StatusCodes.Status404NotFound, "Nothing so early is stored about this subject."), null);

        try
        {
            var body = await inbox.ReadPayloadAsync(state.Sequence, cancellationToken);
            return SnapshotPayload.TryRead(body.Body, out var payload)
                ? (Reply.Bytes(JsonMarshal.GetRawUtf8Value(payload.Value).ToArray(), "application/json"), delivery)
                : (Reply.BodyGone, delivery);
        }
        catch (InvalidDataException damage)
        {
            return (Reply.Unreadable(damage), delivery);
        }
    }

    private static Reply CannotTell() => Reply.Problem(StatusCodes.Status501NotImplemented, "The engine of this inbox tells no stories.");
}
