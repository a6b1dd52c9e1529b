using System.Text;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Tests.Signing;

/// <summary>Secrets, a delivery and its signatures as another implementation of HMAC made them.</summary>
internal static class Known
{
    public const string SecretTextA = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    public const string SecretTextB = "whsec_c3BvdG5hbmEtcm90YXRpb24tdGVzdC1rZXktMDAwMDI=";
    public const string Id = "msg_51a0test";
    public const string Timestamp = "1772473087";

    public const string Body1 =
        """{"event_type":"PNR_V3","operation":"BOOKING_CREATED","payload":{"pnrId":"6104417720"},"timestamp":"2026-03-02T17:38:07.112Z"}""";

    public const string Body2 = "{\"name\":\"Zoë — 東京\"}\n";

    public const string SignatureA1 = "dbYVCUA2FAfqvEtZL2lVRPA9dn1dm/4UGP18taL/I4E=";
    public const string SignatureB1 = "UQPs55e22W1ATkL9N7T1G13K2M2A4EJ3pBIli+jOSw4=";
    public const string SignatureA2 = "m/WIYnSVSnjlugSaNGQRC0Wklwd6NtnPzYiuAq2qcTA=";
    public const string SignatureB2 = "pMA5QOs7UVBCGB838cksgxEkxB3Jl84BISfUvnR8hCA=";

    public static SigningSecret SecretA { get; } = SigningSecret.Parse(SecretTextA);

    public static SigningSecret SecretB { get; } = SigningSecret.Parse(SecretTextB);

    public static byte[] Bytes1 { get; } = Encoding.UTF8.GetBytes(Body1);

    public static DateTimeOffset SentAt { get; } = DateTimeOffset.FromUnixTimeSeconds(1772473087);
}
