using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Serilog.Events;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>What the web server says because of what clients do cannot fill the log.</summary>
public sealed class ServerLinesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly RunningReceiver _receiver;

    public ServerLinesTests() => _receiver = new(services: services => services.AddSingleton<TimeProvider>(_time));

    [Fact]
    public void Of_each_thing_that_the_server_says_one_line_a_second_is_logged_with_how_many_were_not()
    {
        var server = LoggerOf("Microsoft.AspNetCore.Server.Kestrel.Connections");
        for (var i = 0; i < 100; i++)
        {
            server.LogWarning("Refused connection {Number}", i);
            server.LogError("Failed on connection {Number}", i);
        }

        Assert.Equal(["Refused connection 0", "Failed on connection 0"], Lines().Select(line => line.RenderMessage(null)));

        _time.Advance(TimeSpan.FromSeconds(1));
        server.LogWarning("Refused connection {Number}", 100);
        Assert.Equal("99", Lines()[^1].Properties["Unlogged"].ToString());
    }

    [Fact]
    public void What_others_say_is_not_held_back()
    {
        var other = LoggerOf("Spotnana.Webhooks.Receiver.Listening.ConnectionPlaces");
        for (var i = 0; i < 100; i++)
            other.LogWarning("Refused connection {Number}", i);

        Assert.Equal(100, Lines().Count);
    }

    public void Dispose() => _receiver.Dispose();

    private ILogger LoggerOf(string category) => _receiver.Start().Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

    private List<LogEvent> Lines() =>
        [.. _receiver.Log.Events.Where(line => line.MessageTemplate.Text.EndsWith("connection {Number}", StringComparison.Ordinal))];
}
