using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management.Api;

/// <summary>No call takes a body: one that comes with parameters in its body is refused and does nothing.</summary>
public sealed class CallBodyTests : IDisposable
{
    private const string Form = "Content-Type: application/x-www-form-urlencoded";

    private readonly RunningReceiver _receiver = new(services: TestHandler.Only(
        TestHandler.Named("a", _ => HandlerResult.Reject("no")), TestHandler.Named("b", _ => HandlerResult.Done)));

    [Theory]
    [InlineData("POST /api/redrive")]
    [InlineData("POST /api/deliveries/{id}/redrive")]
    [InlineData("POST /api/handlers/a/pause")]
    [InlineData("POST /api/handlers/a/resume")]
    [InlineData("POST /api/handlers/a/discard")]
    [InlineData("POST /api/handlers/a/try")]
    [InlineData("POST /api/deliveries/a/discard")]
    [InlineData("GET /api/deliveries")]
    public async Task A_call_with_a_body_gets_400_and_does_nothing(string call)
    {
        var delivery = new TestDelivery();
        await _receiver.SendAsync(delivery);
        await _receiver.StateIsAsync(delivery.Id, DeliveryState.Dead);
        call = call.Replace("{id}", delivery.Id, StringComparison.Ordinal);

        foreach (var body in (string[])[
            $"{Form}\r\nContent-Length: 9\r\n\r\nhandler=b",
            $"{Form}\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhandler=b\r\n0\r\n\r\n",
            "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
            "Content-Length: 1\r\n\r\n ",
        ])
        {
            var answer = await AnswerAsync(call, body);
            Assert.Equal(400, answer?.StatusCode);
            Assert.Contains("belong in the query, for example /api/redrive?handler=expenses", answer!.Body, StringComparison.Ordinal);
        }

        Assert.Empty(_receiver.Audit());
        Assert.Equal(DeliveryState.Dead, _receiver.StateOf(delivery.Id));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("Content-Length: 0\r\n\r\n")]
    [InlineData(Form + "\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    public async Task An_empty_body_is_fine_whatever_its_type(string body)
    {
        Assert.Equal(200, (await AnswerAsync("POST /api/redrive?handler=b", body))?.StatusCode);
        Assert.Equal(200, (await AnswerAsync("POST /api/handlers/a/pause", body))?.StatusCode);
        Assert.Equal(["local redrive handler=b: 0 deliveries were put back, 0 left", "local pause a: paused"], _receiver.Audit());
    }

    public void Dispose() => _receiver.Dispose();

    private async Task<RawAnswer?> AnswerAsync(string call, string body)
    {
        using var connection = await RawConnection.OpenAsync(_receiver.ManagementUrl);
        await connection.SendAsync($"{call} HTTP/1.1\r\nHost: localhost\r\n{body}");
        return await connection.ReadAsync();
    }
}
