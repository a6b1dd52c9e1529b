using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Serilog.Events;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>What the service itself does for the audit log: secrets that change, its head in the log, its check behind.</summary>
public sealed class AuditKeepingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("audit-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Secrets_and_keys_that_change_while_the_service_runs_are_in_the_audit_log_without_any_value()
    {
        const string First = "first-0123456789abcdef", Second = "second-0123456789abcdef";
        var (keys, secret, encryption) = (Write("key", First), Write("secret", NewSecret()), Write("encryption", NewKey()));
        using var receiver = Start(new()
        {
            ["Management:Keys:oncall:KeyFile"] = keys,
            ["Management:Keys:oncall:Rights:0"] = "read",
            ["Subscriptions:spotnana:SecretFiles:0"] = secret,
            ["Inbox:EncryptionKeyFile"] = encryption,
        });
        receiver.Start();

        Write("secret", NewSecret());
        await ToldAsync(receiver, "service secret.change Subscriptions:spotnana:SecretFiles:0: 1 in use");
        Write("secret", "rubbish"); // the last good one stays in use
        Write("encryption", $"{NewKey()}\n{NewKey()}");
        await ToldAsync(receiver, "service key.change Inbox:EncryptionKeyFile: 2 in use");
        Write("key", Second);
        _time.Advance(TimeSpan.FromSeconds(2));
        await receiver.CallAsync(HttpMethod.Get, "/api/stats", Second);
        await ToldAsync(receiver, "service key.change Management:Keys:oncall: 1 in use");
        File.Delete(keys);
        _time.Advance(TimeSpan.FromSeconds(2));
        var refused = receiver.CallAsync(HttpMethod.Get, "/api/stats", Second);
        await ToldAsync(receiver, "service key.change Management:Keys:oncall: none in use any more");
        await PassUntilAsync(() => refused.IsCompleted);

        await receiver.EventuallyAsync("SELECT count(*) FROM audit WHERE caller = 'service' AND address = ''", 4L);
        Assert.Equal(4, receiver.Audit().Length);
    }

    [Fact]
    public async Task The_head_is_logged_at_the_start_every_hour_and_at_the_end()
    {
        using var receiver = Start();
        receiver.Start();
        await HeadsAsync(receiver, 1);
        await receiver.OrderAsync("/api/handlers/log/pause");

        await HeadsAsync(receiver, 2, pass: TimeSpan.FromMinutes(1));
        await receiver.OrderAsync("/api/handlers/log/resume");
        await receiver.Start().StopAsync();

        var hashes = Enumerable.Range(1, 2).Select(
            row => receiver.Query<string>("SELECT lower(hex(hash)) FROM audit WHERE seq = @row", ("@row", row)));
        Assert.Equal(
            ["Audit log: 0 rows, head 0:", .. hashes.Select((hash, row) => $"Audit log: {row + 1} rows, head {row + 1}:{hash}")],
            Heads(receiver));
    }

    [Fact]
    public async Task A_row_that_is_changed_after_it_was_verified_is_told_within_the_hour_until_it_is_right_again()
    {
        using var receiver = Start();
        await receiver.OrderAsync("/api/handlers/log/pause");
        await receiver.OrderAsync("/api/handlers/log/resume");
        Assert.True((await receiver.AskAsync("/api/audit")).Json().GetProperty("chain").GetProperty("holds").GetBoolean());

        Execute(receiver, "UPDATE audit SET caller = 'nobody' WHERE seq = 1");
        await PassUntilAsync(() => Errors(receiver).Length == 1, TimeSpan.FromMinutes(1));

        Assert.Contains("Row 1 was changed", Errors(receiver)[0], StringComparison.Ordinal);
        var chain = (await receiver.AskAsync("/api/audit")).Json().GetProperty("chain");
        Assert.Equal((false, "Row 1 was changed."), (chain.GetProperty("holds").GetBoolean(), chain.Text("why")));
        Execute(receiver, "UPDATE audit SET caller = 'local' WHERE seq = 1");
        await PassUntilAsync(
            () => receiver.Log.Text.Contains("as it was written again", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        Assert.True((await receiver.AskAsync("/api/audit")).Json().GetProperty("chain").GetProperty("holds").GetBoolean());
        Assert.Single(Errors(receiver));
    }

    private static string[] Errors(RunningReceiver receiver) =>
    [
        .. receiver.Log.Events.Where(line => line.Level == LogEventLevel.Error)
            .Select(line => line.RenderMessage(CultureInfo.InvariantCulture)),
    ];

    private static string[] Heads(RunningReceiver receiver) =>
    [
        .. receiver.Log.Events.Select(line => line.RenderMessage(CultureInfo.InvariantCulture).Replace("\"", "", StringComparison.Ordinal))
            .Where(line => line.StartsWith("Audit log: ", StringComparison.Ordinal)),
    ];

    private static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static void Execute(RunningReceiver receiver, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={receiver.InboxPath};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private RunningReceiver Start(Dictionary<string, string?>? settings = null) =>
        new(settings, services => services.AddSingleton<TimeProvider>(_time));

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private Task ToldAsync(RunningReceiver receiver, string line) => PassUntilAsync(() => receiver.Audit().Contains(line));

    private Task HeadsAsync(RunningReceiver receiver, int count, TimeSpan pass = default) =>
        PassUntilAsync(() => Heads(receiver).Length == count, pass);

    /// <summary>Lets time pass until something has happened.</summary>
    private Task PassUntilAsync(Func<bool> happened, TimeSpan? pass = null) => Wait.UntilAsync(() =>
    {
        if (happened())
            return true;
        _time.Advance(pass ?? TimeSpan.FromSeconds(1));
        return false;
    });
}
