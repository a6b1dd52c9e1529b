using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Spotnana.Webhooks.Cli.Http;
using Spotnana.Webhooks.Cli.Secrets;
using Spotnana.Webhooks.Cli.Simulation.Sending;
using Spotnana.Webhooks.Cli.Simulation.Stories;
using Spotnana.Webhooks.Cli.Terminal;
using Spotnana.Webhooks.Cli.Tokens;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Cli.Commands;

/// <summary>The options of <c>simulate</c> that say what is sent, where, and how.</summary>
internal sealed class SimulateOptions
{
    private const int MaxBookings = 100_000;
    private const int MaxOrganizations = 1_000;
    private const int MaxConnections = 1_000;
    private const double DefaultRate = 50;
    private const double MaxRate = 10_000;
    private const double MaxTimescale = 1;

    private readonly Option<string> _url =
        new("--url") { Description = "Where to send it.", HelpName = "URL", DefaultValueFactory = _ => WebhookUrl.Default };
    private readonly Option<string?> _secret = new(SecretChoice.Option)
    {
        Description = $"The secret that signs. Default: {SecretChoice.Variable}, else, on this machine, the sandbox secret.",
        HelpName = "whsec_…",
    };

    private readonly Option<int> _bookings = Number("--bookings", "How many lifecycles of bookings.", 100, 1, MaxBookings);
    private readonly Option<int> _organizations = Number(
        "--organizations", "How many organizations their travelers belong to.", 3, 1, MaxOrganizations);
    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Equal seeds send equal bodies in an equal order, with fresh ids.",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string?> _start =
        new("--start") { Description = $"The first day of the story. Default: {World.SamplesStart:yyyy-MM-dd}.", HelpName = "DATE" };
    private readonly Option<double?> _rate = new("--rate") { Description = $"Events a second. Default: {DefaultRate}.", HelpName = "N" };
    private readonly Option<bool> _burst = new("--burst") { Description = "As fast as the connections allow." };
    private readonly Option<int> _connections = Number("--connections", "How many at once.", 8, 1, MaxConnections);
    private readonly Option<double> _duplicates = Fraction("--duplicates", "The fraction that is sent a second time.", 0.1);
    private readonly Option<double> _reorder = Fraction(
        "--reorder", "The fraction that is moved past a neighbour: one about the same subject, if there is one.", 0.2);
    private readonly Option<double> _late = Fraction("--late", "The fraction that comes towards the end.", 0.05);
    private readonly Option<double> _unknown = Fraction(
        "--unknown", "The fraction that is added, with new event types and operations.", 0.02);
    private readonly Option<string?> _rotate = new("--rotate")
    {
        Description = "Halfway through, sign with both secrets; in the last quarter, with this one only.",
        HelpName = "NEW_SECRET",
    };

    private readonly Option<double> _retryTimescale = new("--retry-timescale")
    {
        Description = "How many seconds a second of the two weeks of retries lasts. 0.001: two weeks in 20 minutes.",
        HelpName = "N",
        DefaultValueFactory = _ => 0.001,
    };

    private readonly Option<string[]> _headers =
        new("--header") { Description = "A header that the subscription adds to every delivery.", HelpName = "NAME: VALUE" };
    private readonly OAuthOptions _oauth = new();

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _url, _secret, _bookings, _organizations, _seed, _start, _rate, _burst, _connections, _duplicates, _reorder, _late, _unknown,
            _rotate, _retryTimescale, _headers, .. _oauth.All,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    public bool TryRead(
        ParseResult result, Surroundings surroundings, [NotNullWhen(true)] out SimulationSettings? settings,
        [NotNullWhen(false)] out string? error)
    {
        settings = null;
        SecretChoice? secret = null;
        SigningSecret? newSecret = null;
        OAuthClient? client = null;
        error = WrongTogether(result);
        if (error is not null
            || !WebhookUrl.TryParse("--url", result.GetRequiredValue(_url), out var url, out error)
            || !TryReadStart(result, out var start, out error)
            || !TryReadHeaders(result, out var headers, out error))
        {
            return false;
        }

        if (_oauth.IsWanted(result))
        {
            if (!_oauth.TryRead(result, url, surroundings, out client, out error))
                return false;
        }
        else if (!SecretChoice.TryChoose(result.GetValue(_secret), url, surroundings.Environment, out secret, out error)
            || !TryReadNewSecret(result, url, secret, out newSecret, out error))
        {
            return false;
        }

        settings = new SimulationSettings
        {
            Url = url,
            Bookings = result.GetValue(_bookings),
            Organizations = result.GetValue(_organizations),
            Seed = result.GetValue(_seed),
            Start = start,
            Rate = result.GetValue(_burst) ? null : result.GetValue(_rate) ?? DefaultRate,
            Connections = result.GetValue(_connections),
            Duplicates = result.GetValue(_duplicates),
            Reorder = result.GetValue(_reorder),
            Late = result.GetValue(_late),
            Unknown = result.GetValue(_unknown),
            RetryTimescale = result.GetValue(_retryTimescale),
            Headers = headers,
            Secret = secret,
            NewSecret = newSecret,
            OAuth = client,
        };
        return true;
    }

    private string? WrongTogether(ParseResult result)
    {
        if (result.GetValue(_burst) && result.GetValue(_rate) is not null)
            return "Say --rate or --burst, not both.";
        if (result.GetValue(_rate) is { } rate && !(rate is > 0 and <= MaxRate))
            return $"--rate takes a number above 0, at most {MaxRate:0}.";
        if (!(result.GetValue(_retryTimescale) is > 0 and <= MaxTimescale))
            return "--retry-timescale takes a number above 0, at most 1: real time.";
        if (_oauth.IsWanted(result) && (result.GetValue(_secret) ?? result.GetValue(_rotate)) is not null)
            return "With --oauth nothing is signed: leave out --secret and --rotate.";
        return _oauth.Alone(result);
    }

    private bool TryReadStart(ParseResult result, out DateOnly start, [NotNullWhen(false)] out string? error)
    {
        start = World.SamplesStart;
        var isDay = result.GetValue(_start) is not { } day
            || DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out start);
        error = isDay && start is { Year: >= 2000 and <= 2100 } ? null : "--start takes a day from 2000 to 2100, for example 2026-07-20.";
        return error is null;
    }

    private bool TryReadHeaders(
        ParseResult result, out IReadOnlyList<KeyValuePair<string, string>> headers, [NotNullWhen(false)] out string? error)
    {
        var read = (result.GetValue(_headers) ?? [])
            .Select(text => (Wrong: OwnHeader.TryParse(text, out var header, out var wrong) ? null : wrong, Header: header))
            .ToList();
        headers = [.. read.Select(one => one.Header)];
        error = read.Select(one => one.Wrong).FirstOrDefault(wrong => wrong is not null);
        if (error is null && _oauth.IsWanted(result) && headers.Any(IsAuthorization))
            error = "--header: with --oauth, Authorization is sent anyway.";
        return error is null;
    }

    private static bool IsAuthorization(KeyValuePair<string, string> header) =>
        header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase);

    private bool TryReadNewSecret(
        ParseResult result, Uri url, SecretChoice old, out SigningSecret? secret, [NotNullWhen(false)] out string? error)
    {
        (secret, error) = (null, null);
        if (result.GetValue(_rotate) is not { } text)
            return true;
        if (!SigningSecret.TryParse(text, out secret, out var wrong))
            error = $"--rotate: {wrong}.";
        else if (secret.Equals(old.Secret))
            error = "--rotate takes another secret than the one that signs first.";
        else if (!url.IsLoopback && secret.Equals(SigningSecret.Parse(Sandbox.Secret)))
            error = $"--rotate: the sandbox secret is public and never signs for {url.Host}.";
        return error is null;
    }

    private static Option<int> Number(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && (number < least || number > most))
                result.AddError($"{name} takes a number from {least} to {most.ToString("N0", CultureInfo.InvariantCulture)}.");
        });
        return option;
    }

    private static Option<double> Fraction(string name, string description, double value)
    {
        var option = new Option<double>(name) { Description = description, HelpName = "FRACTION", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var number)
                && !(number is >= 0 and <= 1))
            {
                result.AddError($"{name} takes a fraction from 0 to 1, for example {value.ToString(CultureInfo.InvariantCulture)}.");
            }
        });
        return option;
    }
}
