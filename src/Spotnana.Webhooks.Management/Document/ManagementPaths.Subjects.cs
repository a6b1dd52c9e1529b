using Microsoft.OpenApi;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.Management.Api;

namespace Spotnana.Webhooks.Management.Document;

internal sealed partial class ManagementPaths
{
    private const string TellText =
        "Everything that is stored about it, in the order in which it happened; of one time by version, then by receipt. A story has the "
        + "50,000 deliveries of it that were stored last. Each subscription has its own: what is stale and what changed is told within it "
        + "and within one event type. With the right payloads each delivery has its changes, and the call is in the audit log. A page may "
        + "hold fewer deliveries than the limit and still name the next.";

    private void AddSubjects()
    {
        var tell = Get(
            "/api/subjects/{kind}/{id}", "tellSubject", "Tell what happened to a subject, the earliest event first", "Story", TellText,
            [
                .. SubjectAddress(),
                Describe.Query("limit", "The most deliveries to tell. Default 50.", Number(1, SubjectCalls.LargestPage)),
                Describe.Query("cursor", "The value of next in an earlier answer."),
            ]);
        tell["501"] = _document.Problem("The engine of this inbox tells no stories.");

        var state = Add(
            "/api/subjects/{kind}/{id}/state", HttpMethod.Get, Right.Payloads, "readState", "Read what a subject was like at an instant",
            new OpenApiResponse
            {
                Description = "The snapshot alone, the value of payload, as it was sent.",
                Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = new OpenApiSchema() } },
            }.With(
                SubjectCalls.DeliveryIdHeader, "The id of the delivery that carries it, percent-encoded where a header needs it.",
                Describe.Text()),
            "Each reading is in the audit log before it is answered. A booking is not its request for approval: those do not count.",
            [
                .. SubjectAddress(),
                Describe.Query(
                    "at", "What had happened last by this time, whenever it was received. Or known.", Describe.Time()),
                Describe.Query(
                    "known", "What was known here at this time: of what was received by then the newest. Or at.", Describe.Time()),
            ]);
        state["404"] = _document.Problem("Nothing so early is stored about this subject.");
        state["409"] = _document.Problem("Several subscriptions have this subject: choose one by the parameter subscription.");
        state["410"] = _document.Problem(GoneText);
        state["500"] = _document.Problem(UnreadableText);
        state["501"] = _document.Problem("The engine of this inbox tells no stories.");
    }

    private static List<IOpenApiParameter> SubjectAddress() =>
    [
        Describe.InPath("kind", "pnr, trip, traveler, task or charge."),
        Describe.InPath("id", "The subject's id, percent-encoded: a slash is %2F."),
        Describe.Query("subscription", "Only in this subscription."),
    ];
}
