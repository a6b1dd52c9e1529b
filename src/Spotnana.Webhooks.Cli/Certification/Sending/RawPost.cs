using System.Globalization;
using System.Net;
using System.Text;
using Spotnana.Webhooks.Cli.Http;

namespace Spotnana.Webhooks.Cli.Certification.Sending;

/// <summary>One request written by hand, for what .NET's client would correct. Only the answer's status is read.</summary>
internal static class RawPost
{
    private const int MaxStatusLine = 1024;

    public static async Task<WebhookAnswer> SendAsync(Uri url, Draft draft, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(WebhookClient.TimeLimit);
        var start = clock.GetTimestamp();
        try
        {
            await using var connection = await RawConnection.OpenWithTlsAsync(url, limited.Token);
            await connection.WriteAsync(Encoding.ASCII.GetBytes(Head(url, draft)), limited.Token);
            await connection.WriteAsync(draft.Body, limited.Token);
            return new WebhookAnswer(await ReadStatusAsync(connection, limited.Token), null, null, Elapsed(), Failure: null);
        }
        catch (Exception exception) when (Failure.IsOfConnection(exception, cancellationToken))
        {
            return new WebhookAnswer(null, null, null, Elapsed(), exception);
        }

        long Elapsed() => (long)clock.GetElapsedTime(start).TotalMilliseconds;
    }

    private static string Head(Uri url, Draft draft)
    {
        var host = url.HostNameType is UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;
        var head = new StringBuilder($"POST {url.PathAndQuery} HTTP/1.1\r\nHost: {host}:{url.Port}\r\n");
        foreach (var (name, value) in draft.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return head.Append(CultureInfo.InvariantCulture, $"Content-Length: {draft.Body.Length}\r\nConnection: close\r\n\r\n").ToString();
    }

    private static async Task<HttpStatusCode> ReadStatusAsync(Stream connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxStatusLine];
        var length = 0;
        while (length < buffer.Length && !buffer.AsSpan(0, length).Contains((byte)'\n'))
        {
            var read = await connection.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
                break;
            length += read;
        }

        var parts = Encoding.ASCII.GetString(buffer, 0, length).Split(' ', 3);
        return parts.Length > 1
            && parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? (HttpStatusCode)status
            : throw new IOException("The connection ended without an HTTP answer.");
    }
}
