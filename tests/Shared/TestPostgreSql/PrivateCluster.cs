using System.Diagnostics;
using Npgsql;
using Spotnana.Webhooks.TestPorts;

namespace Spotnana.Webhooks.TestPostgreSql;

/// <summary>
/// A PostgreSQL cluster in a temporary folder, on a free port of 127.0.0.1. It ends with the test process, however that ends: a shell holds
/// it, reads what to do from a pipe, and when the pipe closes stops the server and removes the folder.
/// </summary>
internal sealed class PrivateCluster : IAsyncDisposable
{
    private const string Script =
        """
        trap '' INT TERM HUP
        folder=$(mktemp -d "${TMPDIR:-/tmp}/postgres-XXXXXX") || exit 1
        programs=$1 port=$2 tls=$3
        shift 3
        start() { "$programs/postgres" -D "$folder/data" -p "$port" "$@" >>"$folder/log" 2>&1 </dev/null & server=$!; }
        finish() { kill -QUIT "$server" 2>/dev/null; wait "$server" 2>/dev/null; }
        "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-locale -N >"$folder/log" 2>&1 || { cat "$folder/log" >&2; rm -rf "$folder"; exit 1; }
        if [ -n "$tls" ]; then
          openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
            -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>>"$folder/log" || { cat "$folder/log" >&2; rm -rf "$folder"; exit 1; }
          chmod 600 "$folder/key.pem"
          echo "hostssl all all 127.0.0.1/32 trust" >"$folder/data/pg_hba.conf"
          set -- "$@" -c ssl=on -c ssl_cert_file="$folder/certificate.pem" -c ssl_key_file="$folder/key.pem"
        fi
        start "$@"
        echo "$folder"
        while read -r command; do
          case $command in
            crash) finish ;;
            start) start "$@" ;;
          esac
          echo "$command"
        done
        finish
        rm -rf "$folder"
        """;

    private readonly Process _shell;
    private readonly string _connectionString;

    private PrivateCluster(Process shell, string folder, int port, bool tls)
    {
        _shell = shell;
        Folder = folder;
        _connectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=False;Timeout=30"
            + (tls ? $";SSL Mode=VerifyFull;Root Certificate={folder}/certificate.pem" : "");
    }

    /// <summary>The file <c>log</c> has the output of the server, the folder <c>data</c> the cluster.</summary>
    public string Folder { get; }

    /// <summary>For the superuser, who needs no password.</summary>
    public string ConnectionString => _connectionString;

    /// <param name="settings">As <c>name=value</c>.</param>
    public static Task<PrivateCluster> StartAsync(params string[] settings) => StartAsync(tls: false, settings);

    /// <param name="environment">Variables for the server and for the shell that holds it: <c>TMPDIR</c> says where its folder is.</param>
    /// <param name="settings">As <c>name=value</c>.</param>
    public static Task<PrivateCluster> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] settings) =>
        StartAsync(tls: false, settings, environment);

    /// <summary>One that takes no connection without TLS. Its certificate is its own, and the connection string trusts it alone.</summary>
    /// <param name="settings">As <c>name=value</c>.</param>
    public static Task<PrivateCluster> StartWithTlsAsync(params string[] settings) => StartAsync(tls: true, settings);

    private static async Task<PrivateCluster> StartAsync(
        bool tls, string[] settings, IReadOnlyDictionary<string, string>? environment = null)
    {
        var port = FreePorts.Next();
        var start = StartInfo(port, tls, [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=300",
            "shared_buffers=128MB",
            "log_min_messages=warning",
            .. settings,
        ]);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var shell = Process.Start(start)!;
        var folder = await shell.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"PostgreSQL does not start: {await shell.StandardError.ReadToEndAsync()}");
        var cluster = new PrivateCluster(shell, folder, port, tls);
        await cluster.AnswersAsync();
        return cluster;
    }

    /// <summary>Stops the server at once, as a power cut would.</summary>
    public Task CrashAsync() => TellAsync("crash");

    public async Task RestartAsync()
    {
        await TellAsync("start");
        await AnswersAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private async Task TellAsync(string command)
    {
        await _shell.StandardInput.WriteLineAsync(command);
        await _shell.StandardInput.FlushAsync();
        await _shell.StandardOutput.ReadLineAsync();
    }

    private Task<string> AnswersAsync() => Wait.SucceedsAsync(
        async () =>
        {
            await using var connection = new NpgsqlConnection(_connectionString);
            await connection.OpenAsync();
            return connection.ServerVersion;
        },
        failure => failure is NpgsqlException && !_shell.HasExited);

    private static ProcessStartInfo StartInfo(int port, bool tls, string[] settings)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        string[] command =
        [
            "/bin/sh", "-c", Script, "cluster", PostgreSqlPrograms.Folder!, $"{port}", tls ? "tls" : "",
            .. settings.SelectMany(setting => (string[])["-c", setting]),
        ];
        // PostgreSQL does not run as root.
        if (Environment.IsPrivilegedProcess)
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", .. command];
        start.FileName = command[0];
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        return start;
    }
}
