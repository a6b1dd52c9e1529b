using System.Net.Sockets;
using System.Security.Authentication;
using Spotnana.Webhooks.Cli.Certification.Sending;
using Spotnana.Webhooks.Testing;

namespace Spotnana.Webhooks.Cli.Tests.Certification;

/// <summary>A connection that breaks just when Ctrl-C is pressed ends no run as a crash.</summary>
public sealed class FailureTests
{
    private static readonly AsyncLocal<CancellationTokenSource?> _stop = new();

    public static TheoryData<Exception> OfConnections { get; } = [new IOException(), new SocketException(), new AuthenticationException()];

    [Theory]
    [MemberData(nameof(OfConnections))]
    public void What_a_connection_throws_is_its_failure_also_while_Ctrl_C_is_pressed(Exception exception)
    {
        Assert.True(Failure.IsOfConnection(exception, new CancellationToken(canceled: false)));
        Assert.True(Failure.IsOfConnection(exception, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_cancellation_is_a_time_out_unless_Ctrl_C_made_it()
    {
        Assert.True(Failure.IsOfConnection(new TaskCanceledException(), new CancellationToken(canceled: false)));
        Assert.False(Failure.IsOfConnection(new OperationCanceledException(), new CancellationToken(canceled: true)));
        Assert.False(Failure.IsOfConnection(new InvalidOperationException(), new CancellationToken(canceled: false)));
    }

    [Fact]
    public async Task A_raw_request_whose_connection_ends_while_Ctrl_C_is_pressed_has_no_answer()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://{listener.LocalEndpoint}/");
        using var stop = _stop.Value = new CancellationTokenSource();
        AppDomain.CurrentDomain.FirstChanceException += Stop;
        try
        {
            var draft = new Draft("", [], new SignedEvent("", "", "", "", ""), []);
            var sending = RawPost.SendAsync(url, draft, TimeProvider.System, stop.Token);
            (await listener.AcceptSocketAsync()).Dispose();

            Assert.IsType<IOException>((await sending).Failure, exactMatch: false);
            Assert.True(stop.IsCancellationRequested);
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Stop;
        }

        // Between the throw and its catch
        static void Stop(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs thrown)
        {
            if (thrown.Exception is IOException)
                _stop.Value?.Cancel();
        }
    }
}
