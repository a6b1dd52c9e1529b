using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>
/// The last line of a file: an HMAC-SHA256 over all bytes before it, as they are when unpacked. It always has the same length, so that it
/// can be found without reading any other line.
/// </summary>
internal static class FileMac
{
    private const int BufferBytes = 1 << 17;

    private static readonly int _lineBytes = Line(new byte[HMACSHA256.HashSizeInBytes]).Length;

    /// <summary>The line, with its line feed.</summary>
    public static byte[] Line(ReadOnlySpan<byte> mac) => Encoding.ASCII.GetBytes($"{{\"mac\":\"{Convert.ToHexStringLower(mac)}\"}}\n");

    /// <summary>Checks a whole file before any of it is taken apart, and in little memory, however large it is when unpacked.</summary>
    /// <returns>Whether it ends with the right MAC.</returns>
    /// <exception cref="InvalidDataException">It cannot be unpacked.</exception>
    public static async Task<bool> IsRightAsync(Stream content, FileKey key, CancellationToken cancellationToken)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Bytes);
        var buffer = new byte[BufferBytes];
        var held = 0; // what may be the last line
        while (await content.ReadAsync(buffer.AsMemory(held), cancellationToken) is > 0 and var read)
        {
            var passed = Math.Max(held + read - _lineBytes, 0);
            mac.AppendData(buffer, 0, passed);
            held = held + read - passed;
            buffer.AsSpan(passed, held).CopyTo(buffer);
        }

        return CryptographicOperations.FixedTimeEquals(buffer.AsSpan(0, held), Line(mac.GetHashAndReset()));
    }
}
