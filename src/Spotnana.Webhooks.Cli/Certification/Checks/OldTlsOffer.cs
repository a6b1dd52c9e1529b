using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Cli.Certification.Sending;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>
/// Offers TLS 1.0 or 1.1 only, written by hand: most platforms' own TLS no longer offers them, and its refusal would look like the
/// receiver's.
/// </summary>
internal static class OldTlsOffer
{
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private const byte Handshake = 22;
    private const byte ServerHello = 2;
    private const int AnswerLength = 11;

    // RSA and ECDSA, with and without forward secrecy: what servers of that time take
    private static ReadOnlySpan<byte> CipherSuites =>
        [0xc0, 0x13, 0xc0, 0x14, 0xc0, 0x09, 0xc0, 0x0a, 0x00, 0x33, 0x00, 0x39, 0x00, 0x2f, 0x00, 0x35, 0x00, 0x0a, 0x00, 0xff];

    // supported_groups with x25519, P-256 and P-384; ec_point_formats with the plain one
    private static ReadOnlySpan<byte> Curves =>
        [0x00, 0x0a, 0x00, 0x08, 0x00, 0x06, 0x00, 0x1d, 0x00, 0x17, 0x00, 0x18, 0x00, 0x0b, 0x00, 0x02, 0x01, 0x00];

    /// <summary>
    /// True: the server goes on in that version. False: it declines, by an alert or by ending the connection. Null: it does not answer.
    /// </summary>
    /// <param name="url">The server.</param>
    /// <param name="minor">1 for TLS 1.0, 2 for TLS 1.1.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<bool?> IsTakenAsync(Uri url, byte minor, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(TimeLimit);
        try
        {
            await using var connection = await RawConnection.OpenAsync(url, limited.Token);
            await connection.WriteAsync(Offer(url, minor), limited.Token);
            var answer = new byte[AnswerLength];
            var length = await connection.ReadAtLeastAsync(answer, AnswerLength, throwOnEndOfStream: false, limited.Token);
            return length == AnswerLength && answer[0] == Handshake && answer[5] == ServerHello && answer[10] == minor;
        }
        catch (IOException)
        {
            return false;
        }
        catch (Exception exception) when (Failure.IsOfConnection(exception, cancellationToken))
        {
            return null;
        }
    }

    private static byte[] Offer(Uri url, byte minor)
    {
        byte[] extensions = [.. NameOf(url), .. Curves];
        byte[] hello =
        [
            3, minor, .. RandomNumberGenerator.GetBytes(32),
            0,
            .. Length(CipherSuites.Length), .. CipherSuites,
            1, 0,
            .. Length(extensions.Length), .. extensions,
        ];
        return [Handshake, 3, 1, .. Length(hello.Length + 4), 1, 0, .. Length(hello.Length), .. hello];
    }

    // server_name holds names only, never addresses
    private static byte[] NameOf(Uri url)
    {
        if (url.HostNameType is not UriHostNameType.Dns)
            return [];
        var name = Encoding.ASCII.GetBytes(url.IdnHost);
        return [0, 0, .. Length(name.Length + 5), .. Length(name.Length + 3), 0, .. Length(name.Length), .. name];
    }

    private static byte[] Length(int length)
    {
        var bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)length));
        return bytes;
    }
}
