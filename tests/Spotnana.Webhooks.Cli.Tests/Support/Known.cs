namespace Spotnana.Webhooks.Cli.Tests.Support;

internal static class Known
{
    /// <summary>Written out again: a test must notice when the tool's changes.</summary>
    public const string Sandbox = "whsec_c3BvdG5hbmEtc2FuZGJveC1vbmx5LW5vdC1hLXNlY3JldC4=";

    public const string SecretA = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    public const string SecretB = "whsec_c3BvdG5hbmEtcm90YXRpb24tdGVzdC1rZXktMDAwMDI=";

    // Vectors of an independent HMAC implementation
    public const string Id = "msg_51a0test";
    public const string Timestamp = "1772473087";
    public const string BodyOne =
        """{"event_type":"PNR_V3","operation":"BOOKING_CREATED","payload":{"pnrId":"6104417720"},"timestamp":"2026-03-02T17:38:07.112Z"}""";
    public const string BodyOneByA = "dbYVCUA2FAfqvEtZL2lVRPA9dn1dm/4UGP18taL/I4E=";
    public const string BodyOneByB = "UQPs55e22W1ATkL9N7T1G13K2M2A4EJ3pBIli+jOSw4=";
    public const string BodyTwo = "{\"name\":\"Zoë — 東京\"}\n";
    public const string BodyTwoByA = "m/WIYnSVSnjlugSaNGQRC0Wklwd6NtnPzYiuAq2qcTA=";

    public const string Sample = "pnr-v3.booking-ticketed.air";
    public const string SampleSays =
        "Ticketed: UA 58/LH 184 SFO 14 Sep 14:15 → BER 15 Sep 13:55, LH 181/UA 59 BER 19 Sep 10:45 → SFO 19 Sep 15:50, 1 ticket, "
        + "1788.70 USD";
}
