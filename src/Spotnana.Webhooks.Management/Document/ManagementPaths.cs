using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Listening;
using Spotnana.Webhooks.Receiver.Management.Api;

namespace Spotnana.Webhooks.Receiver.Management.Document;

/// <summary>Describes the management API. By hand, as its endpoints read their query and path themselves.</summary>
internal sealed class ManagementPaths(ListenerAddresses addresses) : IOpenApiDocumentTransformer
{
    private const string GoneText = "Its bytes are no longer kept.";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        Get("/api/deliveries", "listDeliveries", "List deliveries, the newest first", Right.Read, "DeliveryList",
            "How much is read for one page is bounded: a page may hold fewer than the limit, even none, and still name the next. What arrives meanwhile shifts nothing.",
            [
                .. Filters(), Describe.Query("limit", "The most to list. Default 50.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "1000" }),
                Describe.Query("cursor", "The next of an earlier answer.")
            ]);
        Get("/api/deliveries/{id}", "showDelivery", "Show a delivery with the timeline of its attempts", Right.Read, "Delivery", "Of an id that came again with other bytes the first, and the others under copies.", Address(), missing: true);

        var payload = Operation("readPayload", "Read the original bytes", Right.Payloads, PayloadAnswer(), "What was signed, unchanged. Each reading leaves a line in the audit log.", Address());
        payload.Responses!["404"] = Missing();
        payload.Responses["409"] = Ambiguous();
        payload.Responses["410"] = document.Problem(GoneText);
        Add("/api/deliveries/{id}/payload", HttpMethod.Get, payload);

        var redrive = Operation("redriveDelivery", "Put a delivery back to work", Right.Operate, Json("Redrive", "How much was put back."),
            "Its dead handlings; where none is dead, its completed ones. One that is unhandled, unreadable or conflict is read and matched again. No body is needed.",
            [.. Address(), Describe.Query("handler", "Only the handling of this handler.")]);
        redrive.Responses!["404"] = Missing();
        redrive.Responses["409"] = document.Problem("A handling that is meant is pending or leased; or the id stands in several subscriptions.");
        redrive.Responses["410"] = document.Problem(GoneText);
        Add("/api/deliveries/{id}/redrive", HttpMethod.Post, redrive);

        Add("/api/redrive", HttpMethod.Post, Operation("redrive", "Put all deliveries that match back to work", Right.Operate, Json("Redrive", "How much was put back, or would be."),
            "Without a state: those that are dead. What is busy, has no handler or no bytes is left. No body is needed.",
            [.. Filters(), Describe.Query("dryRun", "true: nothing is changed, only counted.", new OpenApiSchema { Type = JsonSchemaType.Boolean })]));
        Get("/api/handlers", "listHandlers", "List the handlers, configured or only remembered", Right.Read, "HandlerList", "", []);
        Handler("pause", "Give a handler no more work, until it is resumed; a restart does not end it", "Pause");
        Handler("resume", "End a pause", "Pause");
        Handler("discard", "Give up all that waits for a handler: dead letters, reason discarded", "Discard");
        Get("/api/stats", "stats", "Count what is stored, and how fast it moves", Right.Read, "Stats", "", []);
        return Task.CompletedTask;

        void Get(string path, string id, string summary, Right right, string schema, string description, List<IOpenApiParameter> parameters, bool missing = false)
        {
            var operation = Operation(id, summary, right, Json(schema, "What was asked for."), description, parameters);
            if (missing)
            {
                operation.Responses!["404"] = Missing();
                operation.Responses["409"] = Ambiguous();
            }

            Add(path, HttpMethod.Get, operation);
        }

        void Handler(string action, string summary, string schema)
        {
            var operation = Operation($"{action}Handler", summary, Right.Operate, Json(schema, "What was done."), "", [Describe.InPath("name", "The handler's name.")]);
            operation.Responses!["404"] = document.Problem("There is no such handler.");
            Add($"/api/handlers/{{name}}/{action}", HttpMethod.Post, operation);
        }

        OpenApiOperation Operation(string id, string summary, Right right, OpenApiResponse answer, string description, List<IOpenApiParameter> parameters)
        {
            var responses = document.Guarded(right, answer);
            responses["400"] = document.Problem("A parameter is unknown, repeated, empty or wrong; the text names it and what is allowed.");
            responses["503"] = document.Problem("The inbox cannot be reached for now.")
                .With("Retry-After", "When to ask again, in seconds.", new OpenApiSchema { Type = JsonSchemaType.Integer });
            return new OpenApiOperation
            {
                OperationId = id,
                Summary = summary,
                Description = description.Length == 0 ? null : description,
                Security = document.AnyKey(),
                Parameters = parameters,
                Responses = responses,
            };
        }

        void Add(string path, HttpMethod method, OpenApiOperation operation) =>
            document.Paths[path] = Describe.Path(method, operation, addresses.UrlOf(Listener.Management), "The management listener, as this machine sees it.");

        OpenApiResponse Json(string schema, string description) => document.Json(description, "application/json", schema);

        OpenApiResponse Missing() => document.Problem("Nothing is stored under this id; or the handler has no part in it.");

        OpenApiResponse Ambiguous() => document.Problem("The id stands in several subscriptions: say which.");
    }

    private static OpenApiResponse PayloadAnswer() => new()
    {
        Description = "The bytes; application/octet-stream where no envelope could be read out of them.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new() { Schema = new OpenApiSchema() },
            ["application/octet-stream"] = new() { Schema = new OpenApiSchema() },
        },
    };

    private static List<IOpenApiParameter> Address() =>
    [
        Describe.InPath("id", "The delivery's id, percent-encoded: a slash is %2F."),
        Describe.Query("subscription", "Which subscription, where the id stands in several."),
        Describe.Query("copy", "Which of several bodies under the id: 0, the default, is the first.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0", Maximum = "99" }),
    ];

    private static IEnumerable<IOpenApiParameter> Filters()
    {
        yield return Describe.Query("state", "The state.", Describe.Words(Enum.GetValues<DeliveryState>().Select(state => state.Word())));
        yield return Describe.Query("reason", "Why it, or one of its handlings, is dead.", Describe.Words(Enum.GetValues<DeadReason>().Select(reason => reason.Word())));
        yield return Describe.Query("handler", "A handler that has a part in it.");
        yield return Describe.Query("eventType", "The event type.");
        yield return Describe.Query("operation", "The operation, in any published spelling.");
        yield return Describe.Query("organization", "The id of the customer organization.");
        yield return Describe.Query("subject", "What it is about, such as pnr/6104417720.");
        yield return Describe.Query("subscription", "The subscription.");
        yield return Describe.Query("traceId", "The B3 trace id.", Describe.Text("^([0-9A-Fa-f]{16}|[0-9A-Fa-f]{32})$"));
        yield return Describe.Query("from", "Received at this time or later.", Describe.Time());
        yield return Describe.Query("to", "Received before this time.", Describe.Time());
    }
}
