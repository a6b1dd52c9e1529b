using System.Text;
using Serilog.Formatting.Compact;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Wire;

/// <summary>Whatever is done to the service, neither its answers nor its log show a secret, a signature or what a body says.</summary>
public sealed class OutputTests
{
    private const string Traveller = "zoe.quill@traveller.example";

    [Fact]
    public async Task No_answer_and_no_log_line_shows_a_secret_a_signature_or_a_traveller()
    {
        using var receiver = new RunningReceiver(new() { ["Intake:MaxBodyBytes"] = "65536", ["Serilog:MinimumLevel:Default"] = "Debug" });
        var log = new StringWriter();
        var seen = new StringBuilder();
        var requests = new List<RawRequest>();
        RawRequest Next(string secret = TestDelivery.Secret, string body = "{{\"event_type\":\"PNR_V3\",\"payload\":\"{0}\"}}")
        {
            requests.Add(new RawRequest
            {
                Secret = secret,
                Body = Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, body, Traveller)),
            });
            return requests[^1];
        }

        async Task SendAsync(RawRequest request, byte[]? bytes = null)
        {
            using var connection = await RawConnection.OpenAsync(receiver.WebhooksUrl);
            await connection.SendAsync(bytes ?? request.Bytes());
            seen.AppendLine((await connection.ReadAsync())?.Shape);
        }

        await SendAsync(Next());
        await SendAsync(requests[0]);
        await SendAsync(Next(TestDelivery.OtherSecret));
        await SendAsync(Next(body: "not json {0}"));
        await SendAsync(Next(body: "{{\"event_type\":[\"{0}\"]}}"));
        await SendAsync(Next(body: "{0}" + new string('x', 70_000)));
        await SendAsync(
            new RawRequest { Id = requests[0].Id, Body = Encoding.UTF8.GetBytes($"{{\"event_type\":\"PNR_V3\",\"x\":\"{Traveller}\"}}") });
        var chunked = Next();
        await SendAsync(
            chunked, [.. Encoding.ASCII.GetBytes(chunked.Head("Transfer-Encoding: chunked") + "FFFFFFFFFFFF\r\n"), .. chunked.Body]);
        await SendAsync(Next(), Next().Bytes("Content-Length: 1", "Transfer-Encoding: chunked"));
        await SendAsync(Next(), Next().Bytes($"Content-Length: {Traveller}"));
        await SendAsync(Next(), Next().Bytes("Content-Length: 5", $"X-Odd: {Traveller}\0"));
        var versioned = Next();
        versioned.Host = $"Host: x\r\nAPI-Version: {Traveller}";
        await SendAsync(versioned);
        var query = Next();
        query.RequestLine = $"POST /webhooks/spotnana?email={Traveller} HTTP/1.1";
        await SendAsync(query);
        await receiver.StateIsAsync(requests[0].Id, Spotnana.Webhooks.Inbox.DeliveryState.Completed);

        foreach (var line in receiver.Log.Events)
            new CompactJsonFormatter().Format(line, log);
        seen.Append(log.ToString().Replace("\\u002B", "+", StringComparison.OrdinalIgnoreCase));
        var text = seen.ToString();
        Assert.Contains(requests[0].Id, text, StringComparison.Ordinal);
        foreach (var hidden in (string[])[
            Traveller, "quill", TestDelivery.Secret, TestDelivery.Secret["whsec_".Length..], TestDelivery.OtherSecret,
            .. requests.Select(request => request.Signature),
        ])
            Assert.DoesNotContain(hidden, text, StringComparison.OrdinalIgnoreCase);
    }
}
