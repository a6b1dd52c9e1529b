using System.Net;

namespace Spotnana.Webhooks.Cli.Tests.Support;

/// <summary>Answers 200, and breaks the connection while its answer is read, after it has called <paramref name="breaking"/>.</summary>
internal sealed class BreakingReceiver(Action breaking) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<HttpResponseMessage>(cancellationToken)
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream(breaking)) });

    private sealed class BrokenStream(Action breaking) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            breaking();
            throw new IOException("reset");
        }
    }
}
