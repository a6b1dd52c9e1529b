using System.Text;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// Reads the value of Content-Length. The server itself takes "+2" for 2 and shows the application only the number; a proxy in front may
/// read it otherwise. Anything but a digit becomes a letter here, and the server refuses that with 400.
/// </summary>
internal sealed class DigitsOnly : Encoding
{
    public static readonly DigitsOnly Instance = new();

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        // A value that does not fit is longer than any number that the server accepts: it is refused for its length.
        var length = Math.Min(bytes.Length, chars.Length);
        for (var i = 0; i < length; i++)
            chars[i] = char.IsAsciiDigit((char)bytes[i]) ? (char)bytes[i] : 'x';
        return length;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => ASCII.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => ASCII.GetMaxByteCount(charCount);
}
