using System.Net;
using System.Text.Json;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>An answer of the service, read to its end.</summary>
public sealed record Answer(HttpStatusCode StatusCode, string Body, HttpResponseMessage Response)
{
    public string? Status => JsonDocument.Parse(Body).RootElement.GetProperty("status").GetString();

    public string? Header(string name) =>
        Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(",", values)
            : null;
}
