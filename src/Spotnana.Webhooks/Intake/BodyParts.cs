using System.Buffers;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Gathers a body in hardly more memory than has arrived (part of one buffer at most), so that many unfinished bodies cost what the
/// <see cref="BufferBudget"/> counts. An array that doubles would cost twice that, and leave as much again as garbage.
/// </summary>
internal sealed class BodyParts(long? announced)
{
    // Smaller than what the runtime treats as a large object.
    private const int PartSize = 32 * 1024;

    private List<byte[]>? _full;
    private byte[] _last = [];
    private int _lastLength;

    public int Length { get; private set; }

    public void Append(in ReadOnlySequence<byte> arrived)
    {
        foreach (var segment in arrived)
        {
            var rest = segment.Span;
            while (!rest.IsEmpty)
            {
                if (_lastLength == _last.Length)
                    AddPart();
                var taken = Math.Min(rest.Length, _last.Length - _lastLength);
                rest[..taken].CopyTo(_last.AsSpan(_lastLength));
                rest = rest[taken..];
                _lastLength += taken;
                Length += taken;
            }
        }
    }

    /// <summary>The whole body in one piece. The usual body, announced and no longer than one part, is not copied.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (_full is null)
            return _last.AsMemory(0, _lastLength);

        var body = GC.AllocateUninitializedArray<byte>(Length);
        var length = 0;
        foreach (var part in _full)
        {
            part.CopyTo(body, length);
            length += part.Length;
        }

        _last.AsSpan(0, _lastLength).CopyTo(body.AsSpan(length));
        return body;
    }

    private void AddPart()
    {
        if (_last.Length > 0)
            (_full ??= []).Add(_last);
        // An announced length is believed up to one part.
        var size = announced is { } whole && whole > Length ? Math.Min(PartSize, whole - Length) : PartSize;
        _last = GC.AllocateUninitializedArray<byte>((int)size);
        _lastLength = 0;
    }
}
