namespace Spotnana.Webhooks.Management.Access;

/// <summary>Marks the health probes.</summary>
internal sealed class Probe
{
    public static readonly Probe Instance = new();

    private Probe()
    {
    }
}
