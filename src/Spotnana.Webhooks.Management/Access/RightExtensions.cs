using Spotnana.Webhooks.Receiver.Listening;

namespace Spotnana.Webhooks.Receiver.Management;

internal static class RightExtensions
{
    /// <summary>
    /// Lets only callers with this right use the endpoints, and binds them to the management listener, which is the only one that asks for rights.
    /// An endpoint's own right counts, not that of its group.
    /// </summary>
    public static TBuilder RequireRight<TBuilder>(this TBuilder endpoints, Right right) where TBuilder : IEndpointConventionBuilder =>
        endpoints.OnListener(Listener.Management).WithMetadata(new RequiredRight(right));

    /// <summary>Health probes: answered without a key and for any Host, because a kubelet has no key and calls the pod by its address.</summary>
    public static TBuilder AsProbes<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(Probe.Instance);

    /// <summary>Its name in settings, answers and logs.</summary>
    public static string Name(this Right right) => right switch
    {
        Right.Metrics => "metrics",
        Right.Read => "read",
        Right.Payloads => "payloads",
        Right.Operate => "operate",
        Right.Erase => "erase",
        _ => throw new ArgumentOutOfRangeException(nameof(right), right, null),
    };

    /// <summary>Null for a name that no right has.</summary>
    public static Right? Named(string name) => Enum.GetValues<Right>().Cast<Right?>().FirstOrDefault(right => right!.Value.Name().Equals(name, StringComparison.OrdinalIgnoreCase));
}
