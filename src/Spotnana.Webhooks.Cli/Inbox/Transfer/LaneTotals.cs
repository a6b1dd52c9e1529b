using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>The memory of many lanes, as one number that does not depend on the order in which an engine lists them.</summary>
internal sealed class LaneTotals
{
    public BigInteger Sum { get; private set; }

    public void Add(LaneMark mark)
    {
        var remembered = $"{mark.LastVersion}\n{mark.LastOccurredAt?.UtcTicks}\n{mark.HeldUntil?.UtcTicks}";
        var text = $"{mark.Handler}\n{mark.Subscription}\n{mark.Subject}\n{remembered}";
        Sum += new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(text)), isUnsigned: true);
    }
}
