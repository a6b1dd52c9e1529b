namespace Spotnana.Webhooks.Inbox.Keeping;

/// <summary>How an engine makes bodies smaller.</summary>
public abstract class BodyCompression
{
    /// <summary>The number of the form, which is stored beside a body: 1 to 15, another one for each way.</summary>
    public abstract short Codec { get; }

    /// <summary>How much room compressing may take, in bytes.</summary>
    /// <param name="length">The length of the body, in bytes.</param>
    public abstract int MostBytes(int length);

    /// <summary>Compresses a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="into">Room of <see cref="MostBytes"/>.</param>
    /// <returns>How many bytes it takes. 0: it could not be compressed.</returns>
    public abstract int Compress(ReadOnlySpan<byte> body, Span<byte> into);

    /// <summary>Undoes it.</summary>
    /// <param name="compressed">The compressed bytes. They may be damaged.</param>
    /// <param name="body">Room of exactly the length of the body.</param>
    /// <returns>False: they are damaged.</returns>
    public abstract bool TryDecompress(ReadOnlySpan<byte> compressed, Span<byte> body);
}
