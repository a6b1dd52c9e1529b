using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>A signing secret, and the signature as Spotnana's page describes it. Written without the library that is tested.</summary>
internal sealed class Secret
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The key in Base64, without the prefix.</summary>
    public string Base64 => Convert.ToBase64String(_key);

    public string Text => "whsec_" + Base64;

    public string Sign(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        byte[] signed = [.. head, .. body];
        return Convert.ToBase64String(HMACSHA256.HashData(_key, signed));
    }
}
