using System.Net;
using System.Net.Sockets;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Signals to the service as a process.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData(ServiceRun.SigInt, 130)]
    [InlineData(ServiceRun.SigTerm, 143)]
    public async Task A_second_signal_ends_the_drain_at_once(int signal, int exitCode)
    {
        await using var service = new ServiceRun(new() { ["Intake:DrainDelay"] = "00:00:15" });
        await service.SaysAsync("Ready on");

        service.Signal(signal);
        await service.SaysAsync("deliveries are still taken");
        service.Signal(signal);

        Assert.Equal(exitCode, await service.EndAsync());
        Assert.Contains("A second signal", service.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_during_the_start_ends_it_with_0_and_without_a_complaint()
    {
        // A database that accepts and never answers.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var service = new ServiceRun(new()
        {
            ["Inbox:Engine"] = "PostgreSql",
            ["Inbox:PostgreSql:ConnectionString"] =
                $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=u;Password=p;Timeout=600",
        });
        using var accepted = await silent.AcceptTcpClientAsync();

        service.Signal(ServiceRun.SigTerm);

        Assert.Equal(0, await service.EndAsync());
        Assert.DoesNotContain("does not start", service.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", service.Output, StringComparison.Ordinal);
    }
}
