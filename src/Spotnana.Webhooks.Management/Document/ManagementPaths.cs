using System.Globalization;
using Microsoft.OpenApi;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>Describes the management API. Written by hand, because its endpoints read their query and path themselves.</summary>
internal sealed partial class ManagementPaths
{
    private const string GoneText = "Its bytes are no longer kept.";
    private const string UnreadableText = "Its stored bytes are damaged, or encrypted with a key that the service does not have.";

    private readonly OpenApiDocument _document;
    private readonly Places _places;

    private ManagementPaths(OpenApiDocument document, Places places) => (_document, _places) = (document, places);

    public static void AddTo(OpenApiDocument document, Places places)
    {
        var paths = new ManagementPaths(document, places);
        paths.AddDeliveries();
        paths.AddSubjects();
        paths.AddRedrives();
        paths.AddHandlers();
        paths.AddErasures();
        paths.Get("/api/stats", "stats", "Count what is stored, and show how fast it moves", "Stats", null, []);
        paths.Get("/api/keeping", "keeping", "Show what is kept for how long, the disk, and the backups", "Keeping", null, []);
        paths.AddAudit();
        paths.AddRekey();
    }

    private void AddRekey()
    {
        var start = Add(
            "/api/rekey", HttpMethod.Post, Right.Operate, "startRekey", "Encrypt all stored bodies with the first key",
            Json("Rekey", "How far it is: it goes on behind the answer. Where it is running already, nothing more is begun."),
            "What is not encrypted with the first key of Inbox:EncryptionKeyFile is read and encrypted anew, in small batches beside all "
                + "other work. It can be stopped by a restart and asked for again. What cannot be read is left alone and counted.", []);
        start["202"] = start["200"];
        start.Remove("200");
        start["409"] = _document.Problem("There are no keys, or the engine does not encrypt.");
        Add(
            "/api/rekey", HttpMethod.Get, Right.Operate, "showRekey", "Show how far that is, in the process that is asked",
            Json("Rekey", "How far it is."), null, []);
    }

    private void AddDeliveries()
    {
        Get(
            "/api/deliveries", "listDeliveries", "List deliveries, newest or oldest first", "DeliveryList",
            "A call reads only so much of the inbox: a page may hold fewer deliveries than the limit, even none, and still name the next. "
                + "Deliveries that arrive meanwhile do not shift the pages.",
            [
                .. Filters(),
                Describe.Query("order", "oldest: the oldest first. Default newest.", Describe.OneOf("newest", "oldest")),
                Describe.Query("limit", "The most to list. Default 50.", Number(1, 1000)),
                Describe.Query("cursor", "The value of next in an earlier answer, in the same order."),
                Describe.Query(
                    "key", "Find by a key instead: as /api/deliveries/find, with no other parameter than limit and cursor. What the "
                        + "address must not show, such as an e-mail address, is better found there."),
            ]);
        AddFind();

        var show = Get(
            "/api/deliveries/{id}", "showDelivery", "Show a delivery with the timeline of its attempts", "Delivery",
            "For an id that came again with other bytes: the first delivery, with the others under copies.", Address());
        show["404"] = Missing();
        show["409"] = Ambiguous();

        var payload = Add(
            "/api/deliveries/{id}/payload", HttpMethod.Get, Right.Payloads, "readPayload", "Read the original bytes", Payload(),
            "The bytes that were signed, unchanged. Each reading is in the audit log before it is answered.", Address());
        payload["404"] = Missing();
        payload["409"] = Ambiguous();
        payload["410"] = _document.Problem(GoneText);
        payload["500"] = _document.Problem(UnreadableText);
    }

    private void AddRedrives()
    {
        var redrive = Add(
            "/api/deliveries/{id}/redrive", HttpMethod.Post, Right.Operate, "redriveDelivery", "Put a delivery back to work",
            Json("Redrive", "How much was put back."),
            "Puts back its dead handlings and makes pending ones due now, with their attempts unchanged; where none is dead or pending, "
                + "puts back its completed ones. A delivery that is unhandled, unreadable or a conflict is read and matched again.",
            [.. Address(), Describe.Query("handler", "Only the handling of this handler.")]);
        redrive["404"] = Missing();
        redrive["409"] = _document.Problem("One of the handlings is leased, or the id is stored in several subscriptions.");
        redrive["410"] = _document.Problem(GoneText);
        redrive["500"] = _document.Problem(UnreadableText);

        var discard = Add(
            "/api/deliveries/{id}/discard", HttpMethod.Post, Right.Operate, "discardDelivery", "Give up a delivery",
            Json("Discard", "How much was given up."),
            "Its pending handlings become dead letters with the reason discarded. Its dead ones get that reason, too, and so does a "
                + "delivery that is unreadable or a conflict: what was given up on purpose is no alarm. It can be redriven.",
            [.. Address(), Describe.Query("handler", "Only the handling of this handler.")]);
        discard["404"] = Missing();
        discard["409"] = Ambiguous();

        Add(
            "/api/redrive", HttpMethod.Post, Right.Operate, "redrive", "Put all matching deliveries back to work",
            Json("Redrive", "How much was put back, or would be."),
            "Without a state: those that are dead. With state=pending, what waits is due now. Deliveries that are being handled, or have "
                + "no handler or no bytes, are left as they are.",
            [
                .. Filters(),
                Describe.Query("order", "oldest, which it always is.", Describe.OneOf("oldest")),
                Describe.Query("limit", "The most deliveries to put back. Default: all.", Number(1, int.MaxValue)),
                Describe.Query("dryRun", "true: nothing is changed, only counted.", new OpenApiSchema { Type = JsonSchemaType.Boolean }),
            ]);
    }

    private void AddHandlers()
    {
        Get("/api/handlers", "listHandlers", "List the handlers, configured or only remembered", "HandlerList", null, []);
        Operate("pause", "Give a handler no more work until it is resumed; a restart does not end the pause", "Pause");
        Operate("resume", "End a pause; what waited for its next attempt is due now", "Pause");
        Operate("try", "Make all that waits for a handler due now; one that waits for its target tries it at once", "Try");
        Operate("discard", "Give up everything that waits for a handler: it becomes dead letters with the reason discarded", "Discard");

        void Operate(string action, string summary, string schema)
        {
            var responses = Add(
                $"/api/handlers/{{name}}/{action}", HttpMethod.Post, Right.Operate, $"{action}Handler", summary,
                Json(schema, "The result."), null, [Describe.InPath("name", "The handler's name, in any case.")]);
            responses["404"] = _document.Problem("There is no such handler.");
        }
    }

    private void AddAudit()
    {
        var audit = Get(
            "/api/audit", "listAudit", "List who did what, and say whether the log is as it was written", "AuditList",
            "Travelers, subjects and organizations stand in it only as hashes. What is new is verified every minute, and all of it every "
                + "hour.",
            [
                Describe.Query("from", "Written at this time or later.", Describe.Time()),
                Describe.Query("to", "Written before this time.", Describe.Time()),
                Describe.Query("caller", "The name of the key."),
                Describe.Query("action", "The action, such as payload.read or redrive."),
                Describe.Query("subject", "A subject that a target names by its hash, such as pnr/6104417720."),
                Describe.Query("order", "oldest: all rows, the oldest first. Default newest.", Describe.OneOf("newest", "oldest")),
                Describe.Query("limit", "The most to list. Default 50.", Number(1, 1000)),
                Describe.Query("cursor", "The value of next in an earlier answer, in the same order."),
            ]);
        audit["501"] = _document.Problem("The engine of this inbox keeps no audit log.");
    }

    private OpenApiResponses Get(
        string path, string id, string summary, string schema, string? description, List<IOpenApiParameter> parameters) =>
        Add(path, HttpMethod.Get, Right.Read, id, summary, Json(schema, "The result."), description, parameters);

    /// <returns>Its responses, to be added to.</returns>
    private OpenApiResponses Add(
        string path, HttpMethod method, Right right, string id, string summary, OpenApiResponse answer, string? description,
        List<IOpenApiParameter> parameters, OpenApiRequestBody? body = null)
    {
        var responses = _document.Guarded(right, answer);
        responses["400"] = _document.Problem(
            "A parameter is unknown, repeated, empty or wrong: the detail says which, and what is valid. "
                + (body is null
                    ? "Or the call has a body, which it does not take: parameters belong in the query. "
                    : "Or so is the body. ")
                + "Or the path has a dot segment, . or .., plain or encoded. Nothing was done.");
        responses["503"] = _document.Problem("The inbox cannot be reached for now.")
            .With("Retry-After", "When to ask again, in seconds.", new OpenApiSchema { Type = JsonSchemaType.Integer });
        _places.AddManagement(_document, path, method, new OpenApiOperation
        {
            OperationId = id,
            Summary = summary,
            Description = description,
            Security = _document.AnyKey(),
            Parameters = parameters,
            RequestBody = body,
            Responses = responses,
        });
        return responses;
    }

    private OpenApiResponse Json(string schema, string description) => _document.Json(description, "application/json", schema);

    private OpenApiResponse Missing() =>
        _document.Problem("Nothing is stored under this id, or no such copy; or the handler has no part in it.");

    private OpenApiResponse Ambiguous() =>
        _document.Problem("The id is stored in several subscriptions: choose one by the parameter subscription.");

    private static OpenApiResponse Payload() => new()
    {
        Description = "The bytes; application/octet-stream where they are not a readable envelope.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new() { Schema = new OpenApiSchema() },
            ["application/octet-stream"] = new() { Schema = new OpenApiSchema() },
        },
    };

    private static List<IOpenApiParameter> Address() =>
    [
        Describe.InPath("id", "The delivery's id, percent-encoded: a slash is %2F. Or -, where the parameter id names it."),
        Describe.Query("id", "The delivery's id where it is of one or two dots, which no path can hold. The path has - in its place."),
        Describe.Query("subscription", "The subscription. Needed where the id is stored in several."),
        Describe.Query("copy", "Which of several bodies under the id: 0, the default, is the first.", Number(0, int.MaxValue)),
    ];

    private static IEnumerable<IOpenApiParameter> Filters()
    {
        yield return Describe.Query("state", "The state.", Describe.OneOf(Enum.GetValues<DeliveryState>().Select(state => state.ToWord())));
        yield return Describe.Query(
            "reason", "The reason why it, or one of its handlings, is dead.",
            Describe.OneOf(Enum.GetValues<DeadReason>().Select(reason => reason.ToWord())));
        yield return Describe.Query("handler", "A handler that has a part in it.");
        yield return Describe.Query("eventType", "The event type.");
        yield return Describe.Query("operation", "The operation, in any published spelling.");
        yield return Describe.Query("organization", "The id of the customer organization.");
        yield return Describe.Query("subject", "The subject, such as pnr/6104417720; without its kind it is looked for in all of them.");
        yield return Describe.Query("subscription", "The subscription.");
        yield return Describe.Query("traceId", "The B3 trace id.", Describe.Text("^([0-9A-Fa-f]{16}|[0-9A-Fa-f]{32})$"));
        yield return Describe.Query("from", "Received at this time or later.", Describe.Time());
        yield return Describe.Query("to", "Received before this time.", Describe.Time());
    }

    private static OpenApiSchema Number(int least, int most) => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = most.ToString(CultureInfo.InvariantCulture),
    };
}
