namespace Spotnana.Webhooks.Benchmarks.Load.Rivals;

/// <summary>Counts, and does nothing else.</summary>
public sealed class StoredDeliveryHandler
{
    private static long _handled;

    public static long Handled => Interlocked.Read(ref _handled);

    public static void Handle(StoredDelivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        Interlocked.Increment(ref _handled);
    }
}
