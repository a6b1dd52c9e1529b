using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Cli.Tokens;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Simulation.Sending;

/// <summary>The settings of a run of <c>simulate</c>, checked.</summary>
internal sealed record SimulationSettings
{
    public required Uri Url { get; init; }

    public required int Bookings { get; init; }

    public required int Organizations { get; init; }

    public required int Seed { get; init; }

    public required DateOnly Start { get; init; }

    /// <summary>Events a second; null: as fast as the connections allow.</summary>
    public required double? Rate { get; init; }

    public required int Connections { get; init; }

    public required double Duplicates { get; init; }

    public required double Reorder { get; init; }

    public required double Late { get; init; }

    public required double Unknown { get; init; }

    /// <summary>How long one second of Spotnana's schedule of retries lasts here, in seconds.</summary>
    public required double RetryTimescale { get; init; }

    /// <summary>Headers that the subscription adds to every delivery.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Signs; null with <see cref="OAuth"/>.</summary>
    public SecretChoice? Secret { get; init; }

    /// <summary>The secret that takes over half-way, or null.</summary>
    public SigningSecret? NewSecret { get; init; }

    /// <summary>Tokens in place of signatures, or null.</summary>
    public OAuthClient? OAuth { get; init; }
}
