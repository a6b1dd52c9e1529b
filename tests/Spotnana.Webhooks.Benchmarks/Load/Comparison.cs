using System.Globalization;
using Spotnana.Webhooks.Benchmarks.Load.Contestants;
using Spotnana.Webhooks.Benchmarks.Load.Measuring;
using Spotnana.Webhooks.Benchmarks.Load.Traffic;

namespace Spotnana.Webhooks.Benchmarks.Load;

/// <summary>Starts the contestants, warms them up, and lets them take turns.</summary>
internal sealed class Comparison
{
    private const double Margin = 1.3;

    private readonly LoadOptions _options;
    private readonly Arena _arena;
    private readonly Action<string> _say;
    private readonly RequestTemplate _template;

    public Comparison(LoadOptions options, Arena arena, Action<string> say)
    {
        (_options, _arena, _say) = (options, arena, say);
        _template = new RequestTemplate(
            new EventTemplate(options.Kilobytes, options.Subjects), Convert.FromBase64String(arena.Secret["whsec_".Length..]));
    }

    public int BodyLength => _template.BodyLength;

    public async Task<IReadOnlyList<Standing>> RunAsync(IReadOnlyList<ContestantKind> kinds, CancellationToken cancellationToken)
    {
        var contestants = new List<Contestant>();
        try
        {
            var rates = new Dictionary<Contestant, double>();
            foreach (var kind in kinds)
            {
                var contestant = await StartAsync(kind);
                contestants.Add(contestant);
                rates[contestant] = await WarmUpAsync(contestant, cancellationToken);
            }

            var standings = contestants.ToDictionary(contestant => contestant, contestant => new Standing(contestant.Kind, []));
            for (var round = 1; round <= _options.Rounds; round++)
            {
                foreach (var contestant in contestants)
                {
                    var figures = await RunRoundAsync(contestant, rates[contestant], rate: null, cancellationToken);
                    standings[contestant].Rounds.Add(figures);
                    Tell($"round {round}", contestant, figures);
                }
            }

            if (_options.HalfRate)
            {
                foreach (var contestant in contestants.Where(contestant => contestant.Kind.IsOurs))
                {
                    var half = standings[contestant].Median.Rate / 2;
                    var figures = await RunRoundAsync(contestant, half, half, cancellationToken);
                    standings[contestant].HalfRate = figures;
                    Tell("half the rate", contestant, figures);
                }
            }

            return [.. standings.Values];
        }
        finally
        {
            foreach (var contestant in contestants)
                await contestant.DisposeAsync();
        }
    }

    /// <summary>One Receiver for a long time, below its top rate.</summary>
    public async Task SustainAsync(ContestantKind kind, CancellationToken cancellationToken)
    {
        await using var contestant = await StartAsync(kind);
        var rate = await WarmUpAsync(contestant, cancellationToken);
        var top = await RunRoundAsync(contestant, rate, rate: null, cancellationToken);
        Tell("top rate", contestant, top);
        await new Sustained(contestant, _template, _options.Connections, _say)
            .RunAsync(top.Rate * _options.RateShare, _options.Sustained!.Value, cancellationToken);
    }

    public async Task<Contestant> StartAsync(ContestantKind kind)
    {
        var contestant = await kind.StartAsync(_arena, kind);
        try
        {
            await contestant.WaitReadyAsync();
            return contestant;
        }
        catch
        {
            await contestant.DisposeAsync();
            throw;
        }
    }

    public async Task<double> WarmUpAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        var figures = await new Round(contestant, _template, _options.Connections).RunAsync(_options.WarmUp, null, 0, cancellationToken);
        Tell("warm-up", contestant, figures);
        return figures.Rate;
    }

    public Task<RoundFigures> RunRoundAsync(
        Contestant contestant, double expectedRate, double? rate, CancellationToken cancellationToken) =>
        new Round(contestant, _template, _options.Connections).RunAsync(
            _options.Duration, rate, (int)(expectedRate * _options.Duration.TotalSeconds * Margin) + _options.Connections,
            cancellationToken);

    private void Tell(string what, Contestant contestant, RoundFigures figures)
    {
        var backlog = figures.Backlog is { } waiting
            ? string.Create(CultureInfo.InvariantCulture, $", {waiting} waited, drained in {figures.DrainSeconds:0.0} s")
            : "";
        var failures = string.Concat(figures.Failures.Select(
            failure => $", {failure.Value} × {(failure.Key == 0 ? "no answer" : failure.Key)}"));
        _say(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {contestant.Kind.Name}: {figures.Rate:0}/s, p99 {figures.P99:0.0} ms, "
            + $"{figures.MicrosecondsAHandled ?? figures.MicrosecondsAnAnswer:0} µs each{backlog}{failures}"));
    }
}
