using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Receiver.Listening;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>The whole service with its own Program, on real sockets and a real SQLite file of its own.</summary>
public sealed class RunningReceiver : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("receiver-").FullName;
    private readonly string[] _args;
    private readonly Action<IServiceCollection> _services;
    private readonly Action<WebApplication> _map;
    private WebApplication? _app;
    private HttpClient? _webhooks;
    private HttpClient? _management;

    public RunningReceiver(
        Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, string environment = "Production",
        Action<WebApplication>? map = null)
    {
        InboxPath = settings?.GetValueOrDefault("Inbox:Sqlite:Path") ?? Path.Combine(_folder, "inbox.db");
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["environment"] = environment,
            // A watcher for each service would use up the machine's inotify instances (128 by default), the more so where a start fails.
            ["hostBuilder:reloadConfigOnChange"] = "false",
            ["Kestrel:Endpoints:Webhooks:Url"] = "http://127.0.0.1:0",
            ["Kestrel:Endpoints:Management:Url"] = "http://127.0.0.1:0",
            ["Subscriptions:spotnana:Secrets:0"] = TestDelivery.Secret,
            ["Inbox:Sqlite:Path"] = InboxPath,
            ["Intake:DrainDelay"] = "00:00:00",
            ["Dispatch:FirstRetryDelay"] = "00:00:00.010",
        };
        foreach (var (key, value) in settings ?? [])
        {
            all.Remove(key); // the test's spelling counts
            all.Add(key, value);
        }

        _args = [.. all.Where(setting => setting.Value is not null).Select(setting => $"--{setting.Key}={setting.Value}")];
        _services = services ?? (_ => { });
        _map = map ?? (_ => { });
    }

    /// <summary>Its inbox: in a folder of its own, gone with it, unless the settings name another.</summary>
    public string InboxPath { get; }

    public CapturedLog Log { get; } = new();

    public HttpClient Webhooks => _webhooks ??= ClientOf(Listener.Webhooks);

    public HttpClient Management => _management ??= ClientOf(Listener.Management);

    public Uri WebhooksUrl => AddressOf(Listener.Webhooks);

    public Uri ManagementUrl => AddressOf(Listener.Management);

    public async Task<Answer> SendAsync(TestDelivery delivery, string path = "/webhooks/spotnana")
    {
        using var request = delivery.Request(path);
        return await ReadAsync(await Webhooks.SendAsync(request));
    }

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) =>
        new(response.StatusCode, await response.Content.ReadAsStringAsync(), response);

    public async Task<Answer> GetAsync(string path) => await ReadAsync(await Webhooks.GetAsync(new Uri(path, UriKind.Relative)));

    /// <summary>How long <see cref="EventuallyAsync"/> goes on asking.</summary>
    public TimeSpan Patience { get; init; } = Wait.Bound;

    /// <summary>Asks the inbox's file until it answers as expected; fails when the patience is spent.</summary>
    public async Task<T> EventuallyAsync<T>(string sql, T expected, params (string Name, object Value)[] parameters) =>
        (await Wait.ForAsync(() => Query<T>(sql, parameters), answer => Equals(answer, expected), $"{expected} from {sql}", Patience))!;

    public T? Query<T>(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = InboxPath, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        connection.CreateFunction("plain", (long codec, byte[] body) => Plain(codec, body));
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command.ExecuteScalar() is T result ? result : default;
    }

    // A stored body as it came.
    private static byte[] Plain(long codec, byte[] body)
    {
        const long None = 0, Snappy = 2;
        Assert.True(codec is None or Snappy, $"A body is stored with codec {codec}, which these tests do not know.");
        return codec == Snappy ? Snappier.Snappy.DecompressToArray(body) : body;
    }

    public DeliveryState? StateOf(string id) =>
        Query<long?>("SELECT state FROM delivery WHERE id = @id AND copy = 0", ("@id", id)) is { } state ? (DeliveryState)state : null;

    public Task StateIsAsync(string id, DeliveryState state) =>
        EventuallyAsync("SELECT state FROM delivery WHERE id = @id AND copy = 0", (long)state, ("@id", id));

    /// <summary>Starts the service if it does not run yet. Throws what stops the start.</summary>
    public WebApplication Start()
    {
        // The first requests of a test may come together: they must not start it twice.
        lock (_args)
            return _app ??= StartOnce();
    }

    public void Dispose()
    {
        _webhooks?.Dispose();
        _management?.Dispose();
        if (_app is { } app)
        {
            app.StopAsync().GetAwaiter().GetResult();
            app.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private WebApplication StartOnce()
    {
        var app = ReceiverApplication.Build(_args, services =>
        {
            services.AddSingleton<Serilog.Core.ILogEventSink>(Log);
            _services(services);
        });
        _map(app);
        app.StartAsync().GetAwaiter().GetResult();
        return app;
    }

    private HttpClient ClientOf(string listener) => new() { BaseAddress = AddressOf(listener), Timeout = TimeSpan.FromSeconds(60) };

    private Uri AddressOf(string listener) => Start().Services.GetRequiredService<ListenerAddresses>().UrlOf(listener);
}
