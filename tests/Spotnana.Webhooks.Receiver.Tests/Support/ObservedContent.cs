using System.Net;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>A body that tells whether it was sent. Long enough for a client to wait for 100 Continue even when it is refused.</summary>
public sealed class ObservedContent : HttpContent
{
    private const int Length = 100_000;

    public bool WasSent { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        WasSent = true;
        await stream.WriteAsync(new byte[Length]);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Length;
        return true;
    }
}
