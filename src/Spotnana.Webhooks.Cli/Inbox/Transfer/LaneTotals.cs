using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Spotnana.Webhooks.Inbox.Transfer;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>What many lanes remember, as one number that does not depend on the order in which an engine tells them.</summary>
internal sealed class LaneTotals
{
    public BigInteger Sum { get; private set; }

    public void Add(LaneMark mark) => Sum += new BigInteger(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{mark.Handler}\n{mark.Subscription}\n{mark.Subject}\n{mark.LastVersion}\n{mark.LastOccurredAt?.UtcTicks}\n{mark.HeldUntil?.UtcTicks}")),
        isUnsigned: true);
}
