/** Packages that each module exports to all, of JDK 17 to 25, without those of `java.base`. */
const PACKAGES: Readonly<Record<string, string>> = {
  'java.compiler':
    'javax.annotation.processing javax.lang.model javax.lang.model.element javax.lang.model.type ' +
    'javax.lang.model.util javax.tools',
  'java.datatransfer': 'java.awt.datatransfer',
  'java.desktop':
    'java.applet java.awt java.awt.color java.awt.desktop java.awt.dnd java.awt.event java.awt.font ' +
    'java.awt.geom java.awt.im java.awt.im.spi java.awt.image java.awt.image.renderable java.awt.print ' +
    'java.beans java.beans.beancontext javax.accessibility javax.imageio javax.imageio.event ' +
    'javax.imageio.metadata javax.imageio.plugins.bmp javax.imageio.plugins.jpeg ' +
    'javax.imageio.plugins.tiff javax.imageio.spi javax.imageio.stream javax.print javax.print.attribute ' +
    'javax.print.attribute.standard javax.print.event javax.sound javax.sound.midi javax.sound.midi.spi ' +
    'javax.sound.sampled javax.sound.sampled.spi javax.swing javax.swing.border javax.swing.colorchooser ' +
    'javax.swing.event javax.swing.filechooser javax.swing.plaf javax.swing.plaf.basic ' +
    'javax.swing.plaf.metal javax.swing.plaf.multi javax.swing.plaf.nimbus javax.swing.plaf.synth ' +
    'javax.swing.table javax.swing.text javax.swing.text.html javax.swing.text.html.parser ' +
    'javax.swing.text.rtf javax.swing.tree javax.swing.undo',
  'java.instrument': 'java.lang.instrument',
  'java.logging': 'java.util.logging',
  'java.management':
    'java.lang.management javax.management javax.management.loading javax.management.modelmbean ' +
    'javax.management.monitor javax.management.openmbean javax.management.relation ' +
    'javax.management.remote javax.management.timer',
  'java.management.rmi': 'javax.management.remote.rmi',
  'java.naming':
    'javax.naming javax.naming.directory javax.naming.event javax.naming.ldap javax.naming.ldap.spi ' +
    'javax.naming.spi',
  'java.net.http': 'java.net.http',
  'java.prefs': 'java.util.prefs',
  'java.rmi': 'java.rmi java.rmi.dgc java.rmi.registry java.rmi.server javax.rmi.ssl',
  'java.scripting': 'javax.script',
  'java.security.jgss': 'javax.security.auth.kerberos org.ietf.jgss',
  'java.security.sasl': 'javax.security.sasl',
  'java.smartcardio': 'javax.smartcardio',
  'java.sql': 'java.sql javax.sql',
  'java.sql.rowset': 'javax.sql.rowset javax.sql.rowset.serial javax.sql.rowset.spi',
  'java.transaction.xa': 'javax.transaction.xa',
  'java.xml':
    'javax.xml javax.xml.catalog javax.xml.datatype javax.xml.namespace javax.xml.parsers ' +
    'javax.xml.stream javax.xml.stream.events javax.xml.stream.util javax.xml.transform ' +
    'javax.xml.transform.dom javax.xml.transform.sax javax.xml.transform.stax javax.xml.transform.stream ' +
    'javax.xml.validation javax.xml.xpath org.w3c.dom org.w3c.dom.bootstrap org.w3c.dom.events ' +
    'org.w3c.dom.ls org.w3c.dom.ranges org.w3c.dom.traversal org.w3c.dom.views org.xml.sax ' +
    'org.xml.sax.ext org.xml.sax.helpers',
  'java.xml.crypto':
    'javax.xml.crypto javax.xml.crypto.dom javax.xml.crypto.dsig javax.xml.crypto.dsig.dom ' +
    'javax.xml.crypto.dsig.keyinfo javax.xml.crypto.dsig.spec',
  'jdk.accessibility': 'com.sun.java.accessibility.util',
  'jdk.attach': 'com.sun.tools.attach com.sun.tools.attach.spi',
  'jdk.compiler': 'com.sun.source.doctree com.sun.source.tree com.sun.source.util com.sun.tools.javac',
  'jdk.dynalink':
    'jdk.dynalink jdk.dynalink.beans jdk.dynalink.linker jdk.dynalink.linker.support jdk.dynalink.support',
  'jdk.httpserver': 'com.sun.net.httpserver com.sun.net.httpserver.spi',
  'jdk.jartool': 'com.sun.jarsigner jdk.security.jarsigner',
  'jdk.javadoc': 'jdk.javadoc.doclet',
  'jdk.jconsole': 'com.sun.tools.jconsole',
  'jdk.jdi': 'com.sun.jdi com.sun.jdi.connect com.sun.jdi.connect.spi com.sun.jdi.event com.sun.jdi.request',
  'jdk.jfr': 'jdk.jfr jdk.jfr.consumer',
  'jdk.jshell': 'jdk.jshell jdk.jshell.execution jdk.jshell.spi jdk.jshell.tool',
  'jdk.jsobject': 'netscape.javascript',
  'jdk.management': 'com.sun.management jdk.management',
  'jdk.management.jfr': 'jdk.management.jfr',
  'jdk.net': 'jdk.net jdk.nio',
  'jdk.sctp': 'com.sun.nio.sctp',
  'jdk.security.auth':
    'com.sun.security.auth com.sun.security.auth.callback com.sun.security.auth.login ' +
    'com.sun.security.auth.module',
  'jdk.security.jgss': 'com.sun.security.jgss',
  'jdk.unsupported': 'com.sun.nio.file sun.misc sun.reflect',
  'jdk.unsupported.desktop': 'jdk.swing.interop',
  'jdk.xml.dom': 'org.w3c.dom.css org.w3c.dom.html org.w3c.dom.stylesheets org.w3c.dom.xpath',
};

/** Package → the module that has it. */
const MODULE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(PACKAGES).flatMap(([module, packages]) => packages.split(' ').map((name) => [name, module] as const)),
);

/** @returns undefined for packages of `java.base`, and for those that are none of the platform's */
export function moduleOf(packageName: string): string | undefined {
  return MODULE_OF.get(packageName);
}
