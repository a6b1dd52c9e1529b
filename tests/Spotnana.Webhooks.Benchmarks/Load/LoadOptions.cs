using System.Globalization;

namespace Spotnana.Webhooks.Benchmarks.Load;

/// <summary>What the command line of <c>load</c> says.</summary>
internal sealed record LoadOptions
{
    public const string Help =
        """
        load: the whole Receiver, as it is shipped, beside what one would take instead, in one run.

          dotnet run -c Release --project tests/Spotnana.Webhooks.Benchmarks -- load [options]

        Each contestant is a process of its own in an empty folder, in Production, on loopback, with its output in a file. After a warm-up
        of each, rounds are interleaved: every contestant once, then all again. The table shows medians over the rounds. The sender
        is one thread of this program; deliveries are signed before a round, ids are never used twice, and the bookings take turns with
        growing versions and times. A round ends with its last answer; then, where deliveries are handled, the run waits until nothing is
        left.

        What to start
          --contestants LIST     separated by commas (default: all): bare, ours-sqlite, insert-sqlite, wolverine-sqlite,
                                 wolverine-sqlite-synced, ours-postgresql, insert-postgresql, wolverine-postgresql, express. "ours" means
                                 all builds of the Receiver with both engines. The inserts and Wolverine's durable local queue are used as
                                 their guides show; Wolverine does not sync SQLite's commits unless it is told to (-synced).
          --receiver [NAME=]DIR  a published Receiver, native or not; again for another one: NAME-sqlite and NAME-postgresql.
                                 Default: this checkout's, published for the run.
          --set NAME=VALUE       an environment variable of the Receiver (Dispatch__Concurrency=32); again for another one.

        What to send
          --size 2|25|100        KB of a body (25)
          --subjects N           bookings (400); 1: one hot lane
          --connections N        (64)
          --fsync-delay T        each fsync and fdatasync of what stores takes so much longer: 2ms, 10ms. Needs gcc.

        How long
          --warm-up SECONDS      for each contestant (12)
          --seconds SECONDS      of a round (8)
          --rounds N             (2)
          --half-rate            afterwards each Receiver once more at half its top rate. Latencies count from when a request was due.
          --sustained TIME       instead of rounds: the Receivers only, one after the other, for 10m, 90s, ... at a share of the top rate of
                                 one round, a row each 30 s. Bodies are kept for a minute, so that pruning runs too.
          --rate-share X         (0.7)

        Where
          --folder DIR           on the disk that is to be measured; a new folder is made in it and removed (default: the temporary folder)
          --json FILE            all rounds of all contestants
        """;

    public HashSet<string>? Contestants { get; init; }

    public List<(string? Name, string Folder)> Receivers { get; init; } = [];

    public Dictionary<string, string> Settings { get; init; } = [];

    public int Kilobytes { get; init; } = 25;

    public int Subjects { get; init; } = 400;

    public int Connections { get; init; } = 64;

    public TimeSpan SyncDelay { get; init; }

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(12);

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(8);

    public int Rounds { get; init; } = 2;

    public bool HalfRate { get; init; }

    public TimeSpan? Sustained { get; init; }

    public double RateShare { get; init; } = 0.7;

    public string Folder { get; init; } = Path.GetTempPath();

    public string? Json { get; init; }

    /// <exception cref="FormatException">Something is wrong; the text says what.</exception>
    public static LoadOptions Parse(IEnumerable<string> arguments)
    {
        var options = new LoadOptions();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var name))
        {
            if (name == "--half-rate")
            {
                options = options with { HalfRate = true };
                continue;
            }

            if (!rest.TryDequeue(out var value))
                throw new FormatException($"{name} is unknown, or its value is missing.");
            options = options.With(name, value);
        }

        return options;
    }

    private LoadOptions With(string name, string value)
    {
        switch (name)
        {
            case "--receiver":
                Receivers.Add(value.Split('=', 2) is [var build, var folder] ? (build, folder) : (null, value));
                return this;
            case "--set" when value.Split('=', 2) is [var variable, var text]:
                Settings[variable] = text;
                return this;
            default:
                return name switch
                {
                    "--contestants" => this with { Contestants = [.. value.Split(',')] },
                    "--size" => this with { Kilobytes = Number(value) },
                    "--subjects" => this with { Subjects = Number(value) },
                    "--connections" => this with { Connections = Number(value) },
                    "--fsync-delay" => this with { SyncDelay = Time(value) },
                    "--warm-up" => this with { WarmUp = Time(value) },
                    "--seconds" => this with { Duration = Time(value) },
                    "--rounds" => this with { Rounds = Number(value) },
                    "--sustained" => this with { Sustained = Time(value) },
                    "--rate-share" => this with { RateShare = double.Parse(value, CultureInfo.InvariantCulture) },
                    "--folder" => this with { Folder = Path.GetFullPath(value) },
                    "--json" => this with { Json = Path.GetFullPath(value) },
                    _ => throw new FormatException($"{name} is unknown."),
                };
        }
    }

    private static int Number(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"{text} is no number above 0.");

    /// <summary>Seconds without a unit.</summary>
    private static TimeSpan Time(string text)
    {
        var digits = text.TrimEnd('m', 's');
        var seconds = double.Parse(digits, CultureInfo.InvariantCulture);
        return text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(seconds),
            "s" or "" => TimeSpan.FromSeconds(seconds),
            "m" => TimeSpan.FromMinutes(seconds),
            _ => throw new FormatException($"{text} is no time: 2ms, 8s, 10m."),
        };
    }
}
