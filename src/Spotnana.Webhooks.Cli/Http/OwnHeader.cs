using System.Diagnostics.CodeAnalysis;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Cli.Http;

/// <summary>A header that the subscription adds to every delivery, as <c>Name: value</c>. Its value may be a secret.</summary>
internal static class OwnHeader
{
    private static readonly string[] _managed =
    [
        "Host", "Content-Type", "Content-Length", "Connection", "Transfer-Encoding",
        DeliveryHeaders.ApiVersion, DeliveryHeaders.WebhookId, DeliveryHeaders.WebhookTimestamp, DeliveryHeaders.WebhookSignature,
        DeliveryHeaders.B3TraceId, DeliveryHeaders.B3SpanId,
    ];

    public static bool TryParse(string text, out KeyValuePair<string, string> header, [NotNullWhen(false)] out string? error)
    {
        header = default;
        var parts = text.Split(':', 2);
        if (parts.Length < 2)
        {
            error = "--header takes a name, a colon and a value.";
            return false;
        }

        var (name, value) = (parts[0].Trim(), parts[1].Trim());
        using var request = new HttpRequestMessage();
        if (_managed.Contains(name, StringComparer.OrdinalIgnoreCase))
            error = $"--header: {name} is sent anyway.";
        else if (!value.All(IsPrintable) || !request.Headers.TryAddWithoutValidation(name, value))
            error = "--header: this is not a request header.";
        else
            error = null;
        header = new(name, value);
        return error is null;
    }

    private static bool IsPrintable(char character) => char.IsAscii(character) && !char.IsControl(character);
}
