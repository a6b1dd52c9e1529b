using Npgsql;
using Spotnana.Webhooks.TestPostgreSql;

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>A server that demands TLS, with a self-signed certificate.</summary>
[NeedsPostgreSql(Private = true)]
public sealed class TlsTests : IAsyncLifetime
{
    private PrivateCluster _server = null!;

    public async Task InitializeAsync() => _server = await PrivateCluster.StartWithTlsAsync("fsync=off");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_connection_to_the_database_is_encrypted_and_its_certificate_is_checked()
    {
        await using var inbox = Replica.Create(_server.ConnectionString);
        Assert.Contains("SSL Mode=VerifyFull", _server.ConnectionString, StringComparison.Ordinal);

        Assert.True(await inbox.TryOpenAsync(default));

        Assert.Equal([AppendOutcome.Stored], await inbox.AppendAsync([Make.Entry("a")], default));
        await using var connection = new NpgsqlConnection(_server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'spotnana-webhooks'",
            connection);
        Assert.Equal(true, await command.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("SSL Mode=VerifyFull;Root Certificate=")]
    [InlineData("SSL Mode=Disable")]
    public async Task An_unknown_certificate_or_no_TLS_at_all_stops_the_start(string more)
    {
        await using var inbox = Replica.Create($"{_server.ConnectionString};{more}");

        var failure = await Assert.ThrowsAsync<InboxStartException>(() => inbox.TryOpenAsync(default));

        Assert.Contains("Fix Inbox:PostgreSql:ConnectionString", failure.Message, StringComparison.Ordinal);
    }
}
