namespace Spotnana.Webhooks.Benchmarks;

/// <summary>The body of all measurements: a ticketed flight.</summary>
internal static class Body
{
    public static byte[] Read()
    {
        using var stream = typeof(Body).Assembly.GetManifestResourceStream("booking.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
