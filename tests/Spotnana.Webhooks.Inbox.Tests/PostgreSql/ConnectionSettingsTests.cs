using Microsoft.Extensions.Logging;
using Npgsql;
using Spotnana.Webhooks.PostgreSql;
using Spotnana.Webhooks.PostgreSql.Connections;
using Spotnana.Webhooks.TestLogging;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

public sealed class ConnectionSettingsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void What_the_operator_does_not_say_is_filled_in()
    {
        var settings = Read("Host=db;Username=u;Password=p");

        Assert.Equal(
            ("spotnana_webhooks", 15, 10, 20), (settings.SearchPath, settings.CommandTimeout, settings.Timeout, settings.MaxPoolSize));
        Assert.Equal((100, true, false), (settings.MaxAutoPrepare, settings.NoResetOnClose, settings.IncludeErrorDetail));
    }

    [Fact]
    public void What_the_operator_says_stays()
    {
        var settings = Read(
            "Host=a,b;Target Session Attributes=primary;Search Path=other;Command Timeout=3;Timeout=4;MaxPoolSize=5;Max Auto Prepare=0;" +
            "Include Error Detail=true");

        Assert.Equal(
            ("other", 3, 4, 5, 0),
            (settings.SearchPath, settings.CommandTimeout, settings.Timeout, settings.MaxPoolSize, settings.MaxAutoPrepare));
        Assert.False(settings.IncludeErrorDetail); // a row in a log
    }

    [Fact]
    public void A_file_can_hold_it()
    {
        File.WriteAllText(_file, "Host=db;Password=p\n");

        Assert.True(ConnectionSettings.TryRead("", _file, out var settings, out _));

        Assert.Equal(("db", "p"), (settings.Host, settings.Password));
    }

    [Theory]
    [InlineData("", "is empty. Set it, for example to Host=db;")]
    [InlineData("hunter2", "is not a connection string of Npgsql: ")]
    [InlineData("Host=db;Password=hunter2;Pasword=hunter2", "is not a connection string of Npgsql: ")]
    [InlineData("Host=db;Password=hunter2;Command Timeout=hunter2", "is not a connection string of Npgsql: ")]
    [InlineData("Password=hunter2", "names no Host.")]
    [InlineData("host=db dbname=webhooks password=hunter2", "is written in libpq's form. Npgsql wants name=value with ; between them: ")]
    [InlineData("password='hunter2 x' host=db", "is written in libpq's form. ")]
    [InlineData("postgresql://webhooks:hunter2@db/webhooks", "is written in libpq's form. ")]
    [InlineData("Host=db;Password=hunter2;Search Path=\"hunter2, public\"", "has a Search Path that is not one schema.")]
    public void What_is_wrong_is_named_by_its_key_and_without_the_password(string text, string message)
    {
        Assert.False(ConnectionSettings.TryRead(text, "", out _, out var error));

        Assert.StartsWith($"Inbox:PostgreSql:ConnectionString {message}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_empty_and_a_second_source_are_refused()
    {
        const string Key = "Inbox:PostgreSql:ConnectionString";
        Assert.StartsWith($"{Key}File ({_file}) is empty.", Error("", _file), StringComparison.Ordinal);
        Assert.StartsWith($"{Key}File (/no/such) cannot be read: ", Error("", "/no/such"), StringComparison.Ordinal);
        Assert.StartsWith($"{Key} and {Key}File are both set.", Error("Host=db", _file), StringComparison.Ordinal);
        File.WriteAllText(_file, "Host=");
        Assert.StartsWith($"{Key}File names no Host.", Error("", _file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db", "db")]
    [InlineData("Host=db;SSL Mode=Disable", "db")]
    [InlineData("Host=db;SSL Mode=Allow", "db")]
    [InlineData("Host=db;SSL Mode=Prefer", "db")]
    [InlineData("Host=db:5433,localhost,10.0.0.7", "db:5433,10.0.0.7")]
    [InlineData("Host=127.0.0.1.nip.example", "127.0.0.1.nip.example")]
    [InlineData("Host=db;SSL Mode=Require", "")]
    [InlineData("Host=db;SSL Mode=VerifyFull", "")]
    [InlineData("Host=localhost", "")]
    [InlineData("Host=127.0.0.1:5433,::1,[::1]:5433,LOCALHOST:5432", "")]
    [InlineData("Host=/var/run/postgresql", "")]
    [InlineData("Host=@abstract", "")]
    public void Hosts_beyond_this_machine_without_TLS_are_found(string text, string expected) =>
        Assert.Equal(expected, string.Join(',', ConnectionSettings.HostsWithoutTls(Read(text))));

    [Fact]
    public async Task A_connection_without_TLS_beyond_this_machine_is_warned_of_once_and_without_the_password()
    {
        var log = new ListLogger<PostgreSqlInbox>();
        await using var inbox = Replica.Create("Host=db.invalid;Username=u;Password=hunter2", log: log);

        Assert.False(await inbox.TryOpenAsync(default));
        Assert.False(await inbox.TryOpenAsync(default));

        var warning = Assert.Single(log.At(LogLevel.Warning), line => line.Contains("without TLS", StringComparison.Ordinal));
        Assert.StartsWith(
            "The connection to the inbox database at db.invalid may be without TLS (SSL Mode=Prefer)", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", warning, StringComparison.Ordinal);
    }

    private static NpgsqlConnectionStringBuilder Read(string text) =>
        ConnectionSettings.TryRead(text, "", out var settings, out var error) ? settings : throw new InvalidOperationException(error);

    private static string? Error(string text, string file) => ConnectionSettings.TryRead(text, file, out _, out var error) ? null : error;
}
