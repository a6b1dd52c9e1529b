using System.Reflection;
using Spotnana.Webhooks.TestPostgreSql;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("Spotnana.Webhooks.Inbox.Tests.PostgreSql.SkippingTestFramework", "Spotnana.Webhooks.Inbox.Tests")]

namespace Spotnana.Webhooks.Inbox.Tests.PostgreSql;

/// <summary>
/// xunit's own framework, except that it skips whole classes that need a PostgreSQL server where there is none. xunit skips by attributes
/// of methods, and those of the conformance suite are inherited.
/// </summary>
public sealed class SkippingTestFramework(IMessageSink sink) : XunitTestFramework(sink)
{
    protected override ITestFrameworkDiscoverer CreateDiscoverer(IAssemblyInfo assemblyInfo) =>
        new Discoverer(assemblyInfo, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Discoverer(IAssemblyInfo assembly, ISourceInformationProvider source, IMessageSink sink)
        : XunitTestFrameworkDiscoverer(assembly, source, sink)
    {
        protected override bool FindTestsForMethod(
            ITestMethod testMethod, bool includeSourceInformation, IMessageBus messageBus, ITestFrameworkDiscoveryOptions discoveryOptions)
        {
            var isTest = testMethod.Method.GetCustomAttributes(typeof(FactAttribute)).Any();
            return isTest && Reason(testMethod.TestClass.Class.ToRuntimeType()) is { } reason
                ? ReportDiscoveredTestCase(
                    new SkippedTestCase(DiagnosticMessageSink, testMethod, reason), includeSourceInformation, messageBus)
                : base.FindTestsForMethod(testMethod, includeSourceInformation, messageBus, discoveryOptions);
        }

        private static string? Reason(Type type) => type.GetCustomAttribute<NeedsPostgreSqlAttribute>() switch
        {
            null => null,
            { Private: true } => TestServer.MissingPrograms,
            _ => TestServer.Missing,
        };
    }
}
