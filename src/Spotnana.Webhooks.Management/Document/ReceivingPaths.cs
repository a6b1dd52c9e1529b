using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.Intake.Subscriptions;

namespace Spotnana.Webhooks.Management.Document;

/// <summary>
/// Describes the paths of each subscription. Written by hand, because no metadata describes an endpoint that takes raw bytes and any
/// method.
/// </summary>
internal sealed class ReceivingPaths(IOptions<SubscriptionsOptions> subscriptions, IOptions<IntakeOptions> intake)
{
    public void AddTo(OpenApiDocument document, Places places)
    {
        foreach (var (name, subscription) in subscriptions.Value.Subscriptions)
        {
            places.AddReceiving(document, subscription.PathOf(name), Receive(document, name, subscription));
            if (subscription.OAuth.Enabled)
                places.AddReceiving(document, subscription.TokenPathOf(name), TokenPaths.Ask(document, name));
        }
    }

    private OpenApiOperation Receive(OpenApiDocument document, string name, SubscriptionOptions subscription) => new()
    {
        OperationId = $"receive-{name}",
        Summary = $"Take a delivery of the subscription {name}",
        Description = "Checks run in this order, and the first that fails answers: method, Content-Encoding, signature headers, "
            + "required headers, size, signature, API-Version. "
            + "The signature is an HMAC-SHA256 with the subscription's secret over id, a dot, timestamp, a dot and the raw body."
            + (subscription.OAuth.Enabled
                ? " A request without any header of a signature may carry a token instead; its id is sha256: and the digest of the body."
                : ""),
        Security = subscription.OAuth.Enabled ? document.TokenOrNothing() : null,
        Parameters = [.. Headers(subscription)],
        RequestBody = Event(),
        Responses = new OpenApiResponses
        {
            ["200"] = document.Receipt("Authentic, and stored durably now or before."),
            ["400"] = document.Problem("Authentic, but API-Version is not among those accepted; or the request is malformed as HTTP."),
            ["401"] = Unauthorized(document, subscription),
            ["405"] = document.Problem("The answer to any method but POST.").With("Allow", "The only method.", Describe.Only("POST")),
            ["408"] = document.Problem("The body came too slowly."),
            ["413"] = document.Problem($"The body is larger than {intake.Value.MaxBodyBytes} bytes."),
            ["415"] = document.Problem("The body has a Content-Encoding other than identity: nothing is decompressed."),
            ["503"] = document.Problem("It could not be stored in time. Send it again: an id that was stored after all is recognised.")
                .With("Retry-After", "When to send it again, in seconds.", new OpenApiSchema { Type = JsonSchemaType.Integer }),
        },
    };

    private static OpenApiResponse Unauthorized(OpenApiDocument document, SubscriptionOptions subscription)
    {
        var answer = document.Problem("Not signed as this subscription expects: a header is missing, repeated, malformed or stale, "
            + "a required header is missing or wrong, or the signature is wrong"
            + (subscription.OAuth.Enabled ? "; or without a signature, the token is missing, wrong or has expired. " : ". ")
            + "The body is the same for each reason, except in Development.");
        return subscription.OAuth.Enabled
            ? answer.With("WWW-Authenticate", "What is accepted without a signature.", Describe.Only("Bearer"))
            : answer;
    }

    private OpenApiRequestBody Event() => new()
    {
        Required = true,
        Description = $"The event, at most {intake.Value.MaxBodyBytes} bytes. The signature covers the bytes as they are sent; "
            + "Content-Type is not checked. An authentic body that is not a readable envelope is kept as a dead letter and answered 200.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } },
        },
    };

    private static IEnumerable<OpenApiParameter> Headers(SubscriptionOptions subscription)
    {
        var isSigned = !subscription.OAuth.Enabled;
        yield return Describe.Header(
            DeliveryHeaders.WebhookId,
            "The delivery's id, the same when it is sent again: 1 to 256 printable ASCII characters, not only dots.",
            required: isSigned, Describe.Text(@"^(?!\.+$)[!-~]{1,256}$"));
        yield return Describe.Header(
            DeliveryHeaders.WebhookTimestamp, "When it was sent, in whole seconds of Unix time.",
            required: isSigned, Describe.Text("^[0-9]{1,19}$"));
        yield return Describe.Header(
            DeliveryHeaders.WebhookSignature,
            "One to ten signatures, separated by spaces: each is Base64, with or without v1, before it. "
                + "One that matches any secret of the subscription is enough.",
            required: isSigned);

        foreach (var name in subscription.RequiredHeaders.Keys.Concat(subscription.RequiredHeaderFiles.Keys))
            yield return Describe.Header(name, "A header that this subscription requires. Its value is a secret.", required: true);

        yield return ApiVersion(subscription);

        yield return Describe.Header(
            DeliveryHeaders.B3TraceId, "The trace that Spotnana's support asks for. Anything but 16 or 32 hexadecimal digits is ignored.",
            required: false);
        yield return Describe.Header(
            DeliveryHeaders.B3SpanId, "The span that Spotnana's support asks for. Anything but 16 hexadecimal digits is ignored.",
            required: false);
    }

    private static OpenApiParameter ApiVersion(SubscriptionOptions subscription)
    {
        var versions = subscription.ApiVersions;
        return versions.Count == 0
            ? Describe.Header(DeliveryHeaders.ApiVersion, "The version of Spotnana's API; not checked.", required: false)
            : Describe.Header(
                DeliveryHeaders.ApiVersion, "The version of Spotnana's API.", subscription.RequireApiVersion,
                new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. versions.Select(version => JsonValue.Create(version)!)] });
    }
}
