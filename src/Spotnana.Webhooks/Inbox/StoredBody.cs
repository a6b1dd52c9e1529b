using System.Buffers;

namespace Spotnana.Webhooks.Inbox;

/// <summary>
/// A body in the form in which an engine stores it, made by <see cref="IInbox.Encode"/>. Its memory is rented from the shared pool: whoever
/// had it made disposes of it, once the append that uses it has returned.
/// </summary>
/// <param name="codec">The engine's number of the form.</param>
/// <param name="rented">An array of <see cref="ArrayPool{T}.Shared"/>, whose owner this becomes.</param>
/// <param name="length">How many bytes of it count.</param>
/// <param name="keyId">The key that it is encrypted with. Null: it is not.</param>
public sealed class StoredBody(short codec, byte[] rented, int length, string? keyId = null) : IDisposable
{
    private byte[]? _rented = rented;

    /// <summary>The engine's number of the form.</summary>
    public short Codec => codec;

    /// <summary>The id of the key that it is encrypted with. Null: it is not encrypted.</summary>
    public string? KeyId => keyId;

    /// <summary>How many bytes there are to store.</summary>
    public int Length => length;

    /// <summary>The bytes to store.</summary>
    /// <exception cref="ObjectDisposedException">They were given back.</exception>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_rented is null, this);
            return _rented.AsMemory(0, length);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
