using System.Buffers;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Gathers a body without taking more memory than has arrived, but for part of one buffer: many unfinished bodies at once cost what the
/// <see cref="BufferBudget"/> counts. An array that doubles would cost twice that and leave as much again as garbage.
/// </summary>
internal struct BodyParts(long? announced)
{
    // Below what the runtime treats as a large object.
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

    /// <summary>The whole body in one piece; the usual one, which is announced and fits one part, is not copied.</summary>
    public readonly ReadOnlyMemory<byte> ToMemory()
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
        // What a header announces is believed up to one part.
        var size = announced is { } whole && whole > Length ? Math.Min(PartSize, whole - Length) : PartSize;
        _last = GC.AllocateUninitializedArray<byte>((int)size);
        _lastLength = 0;
    }
}
