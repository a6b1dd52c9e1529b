using System.Security.Cryptography;

namespace Spotnana.Webhooks.FaultTests.Harness;

/// <summary>A delivery as Spotnana would send it: an id, and bytes that stay the same however often it is sent.</summary>
internal sealed record OutgoingDelivery(string Id, byte[] Body)
{
    public string Sha256 { get; } = Convert.ToHexString(SHA256.HashData(Body));
}
