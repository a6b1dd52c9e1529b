using System.Text.Json;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Wire;

/// <summary>The base of the tests on the wire: one service for each class, one connection for each request.</summary>
public abstract class WireTest(WireTest.Fixture fixture) : IClassFixture<WireTest.Fixture>
{
    protected RunningReceiver Receiver { get; } = fixture.Receiver;

    /// <summary>The answer to a request on a connection of its own; null: the connection was ended without one.</summary>
    protected async Task<RawAnswer?> AnswerToAsync(ReadOnlyMemory<byte> request)
    {
        using var connection = await RawConnection.OpenAsync(Receiver.WebhooksUrl);
        await connection.SendAsync(request);
        return await connection.ReadAsync();
    }

    protected async Task IsRefusedAsync(int statusCode, RawRequest request, ReadOnlyMemory<byte> bytes)
    {
        var answer = await AnswerToAsync(bytes);
        Assert.Equal(statusCode, answer?.StatusCode);
        Assert.True(answer!.Body.Length < 200, answer.Body);
        Assert.Null(Receiver.StateOf(request.Id));
    }

    protected async Task IsStoredAsync(string status, RawRequest request, ReadOnlyMemory<byte> bytes)
    {
        var answer = await AnswerToAsync(bytes);
        Assert.Equal(200, answer?.StatusCode);
        Assert.Equal($$"""{"status":"{{status}}","id":{{JsonSerializer.Serialize(request.Id)}}}""", answer!.Body);
        Assert.NotNull(Receiver.StateOf(request.Id));
        Assert.Equal(Convert.ToHexString(request.Body), Receiver.Query<string>(
            "SELECT hex(plain(codec, body)) FROM payload JOIN delivery USING (seq) WHERE id = @id AND copy = 0", ("@id", request.Id)));
    }

    public sealed class Fixture : IDisposable
    {
        public const int MaxBodyBytes = 1024 * 1024;

        public RunningReceiver Receiver { get; } = new(new() { ["Intake:MaxBodyBytes"] = "1048576" });

        public void Dispose() => Receiver.Dispose();
    }
}
